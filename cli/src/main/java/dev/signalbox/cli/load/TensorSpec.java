package dev.signalbox.cli.load;

/** One input of a model as its metadata tells: name and Open Inference Protocol datatype. */
public record TensorSpec(String name, String datatype) {}
