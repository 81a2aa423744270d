import { feed, newestFirst, types } from "../../../site.js";

export const getStaticPaths = () => types.map((type) => ({ params: { type } }));
export const GET = async ({ params: { type } }) =>
  feed((await newestFirst()).filter((post) => post.data.type === type), type);
