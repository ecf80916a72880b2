package io.afterimage.training;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Constants by the form that they have in options. */
final class Codes {

  private Codes() {}

  static <T> T parse(T[] constants, Function<T, String> code, String option, String given) {
    return Arrays.stream(constants)
        .filter(constant -> code.apply(constant).equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is %s, allowed is %s"
                        .formatted(
                            option,
                            given,
                            Arrays.stream(constants)
                                .map(code)
                                .collect(Collectors.joining(" or ")))));
  }
}
