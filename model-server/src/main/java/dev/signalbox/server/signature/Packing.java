package dev.signalbox.server.signature;

/** How the inputs of a request reach the model. */
public enum Packing {
    /** As one FP32 matrix [rows, columns], the inputs in order. */
    MATRIX,
    /** Each as a tensor of its own, in order. */
    TENSORS
}
