package io.afterimage.models.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** A node of a graph as MXNet computes it. */
@FunctionalInterface
interface MxnetOperator {

  /** Computes the output; it belongs to the run's manager. */
  NDArray apply(NDManager run, List<NDArray> inputs);
}
