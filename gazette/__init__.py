"""gazette: a static site generator for a trades council's news hub.

A build is a pure function from sources to outputs. An output is made by a recipe that learns about
the world in one way only: it asks the Site questions, and the Reader writes down each answer's
fingerprint. Next time the output is made again if one of its answers is another one now.

In reading order. What goes in: `sources`, `settings`, `decoding`, `fields`, `frontmatter`,
`mending`, `kinds`, `prose`, `intake`. What is known: `instants`, `verdicts`, `occasions`, `site`,
`answers`, `targets`, `questions`, `crosschecks`, `fingerprint`, `addresses`. What comes out: `plan`,
`reader`, `templating`, `feeds`, `pictures`, `drawings`, `render`, `workers`, `traces`, `links`,
`publish`. On one screen: `pipeline`. Around it: `problems`, `watch`, `serve`, `cli`.
"""

__version__ = "0.1.0"
