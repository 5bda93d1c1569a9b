"""What signalbox profile does, by pandas and numpy: deciles, counts in their bins, moments, missing values, of every column."""

import json
import sys

import numpy
import pandas

data, out, floats = sys.argv[1:]
frame = pandas.read_parquet(data) if data.endswith(".parquet") else pandas.read_csv(data, dtype=numpy.float32, float_precision=floats)
features = {}
for name in frame.columns:
    column = frame[name].to_numpy(dtype=numpy.float64)
    values = column[~numpy.isnan(column)]
    edges = numpy.unique(numpy.quantile(values, numpy.arange(1, 10) / 10, method="nearest"))
    counts = numpy.bincount(numpy.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
    features[name] = {
        "rows": len(column),
        "missing": len(column) - len(values),
        "mean": values.mean(),
        "stddev": values.std(),
        "min": values.min(),
        "median": numpy.quantile(values, 0.5, method="lower"),
        "max": values.max(),
        "edges": edges.tolist(),
        "counts": counts.tolist(),
    }
with open(out, "w") as file:
    json.dump({"rows": len(frame), "features": features}, file)
