package io.afterimage.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants by the form that they have in options. */
final class Codes {

  private Codes() {}

  /**
   * The constant of such a form.
   *
   * @throws IllegalArgumentException when there is none
   */
  static <E extends Enum<E>> E parse(Class<E> type, String option, String given) {
    E[] constants = type.getEnumConstants();
    return Arrays.stream(constants)
        .filter(constant -> code(constant).equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is %s, allowed is %s"
                        .formatted(
                            option,
                            given,
                            Arrays.stream(constants)
                                .map(Codes::code)
                                .collect(Collectors.joining(" or ")))));
  }

  /** The form of a constant. */
  static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
