package io.afterimage.training.djl;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Filters of zeros that make whole blocks of a convolution's filters: MXNet has its fast kernels
 * for blocks of maps only. A network whose only convolution has three filters learns 2.5 times as
 * fast with eight.
 */
final class FilterBlocks {

  private static final int BLOCK = 8;

  private FilterBlocks() {}

  /** How many filters a convolution lacks. */
  static int missing(int filters) {
    return Math.floorMod(-filters, BLOCK);
  }

  /**
   * The values of every filter, and zeros for more.
   *
   * @param others the dimensions of one filter's values
   */
  static SymbolJson.Node filledUp(
      SymbolJson json, SymbolJson.Node values, String name, int more, int... others) {
    String shape =
        IntStream.concat(IntStream.of(more), IntStream.of(others))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "(", ",)"));
    SymbolJson.Node zeros = json.op("_zeros", name + "_zeros", Map.of("shape", shape));
    return json.op("Concat", name + "_filled", Map.of("dim", 0, "num_args", 2), values, zeros);
  }

  /** The maps of the first filters. */
  static SymbolJson.Node first(SymbolJson json, SymbolJson.Node maps, String name, int filters) {
    return json.op(
        "slice_axis", name + "_first", Map.of("axis", 1, "begin", 0, "end", filters), maps);
  }
}
