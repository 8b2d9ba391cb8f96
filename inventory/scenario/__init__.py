"""What if: scenarios as text, as variants of an estate, and as components that are taken out of its capacity graph.

A scenario is written `VERB:TARGET`, several joined by `+`: `lose:tianfu`, `maintain:tianfu/ups-a`,
`lose:tianfu/ups-a+tianfu/generator-b`, `peak:double-11+lose:city:chengdu`, `grow:retail=1.5`. A part without a verb
has the verb of the part before it. A target is the name of anything in the estate, as the estate writes it; where a
name means several things, its kind is put in front: `lose:room:tianfu/m1`.
"""
