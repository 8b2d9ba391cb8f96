"""Rules of standards as data, and what an estate answers to them: holds, broken or unknown.

`catalogue.RULES` lists every rule with its standard, edition and clause; `profiles` says which of them a data centre is held
to, and how much each weighs; `judgement.judge` asks them of an estate and sorts the answers, most harmful first.
"""
