import { feed, newestFirst } from "../site.js";

export const GET = async () => feed(await newestFirst());
