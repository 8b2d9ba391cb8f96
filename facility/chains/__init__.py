"""The estate's chains as parts of one capacity graph: each module turns one domain into components.

Keys are those of the estate (tianfu/pdu-a3, tianfu-leaf-01a, tianfu-a03-s07). What has none there is named after
what it belongs to: `tianfu/a03 feed a`, `tianfu/m1 air of crah-1`, `tianfu outside`, `circuit tianfu/telecom-1`.
"""
