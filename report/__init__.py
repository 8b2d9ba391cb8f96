"""An estate as one self-contained HTML page: racks, power and cooling, fabric, capacity, findings.

`facts` joins what is known, one file for each view turns it into compact rows, `page` puts them and the assets
together. The rows are arrays instead of objects because a large estate has a hundred thousand of them; the order of
their fields is written where they are made and read in the asset of the same view.
"""
