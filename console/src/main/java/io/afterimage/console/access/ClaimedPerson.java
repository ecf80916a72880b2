package io.afterimage.console.access;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who somebody is by the claims of a provider. */
final class ClaimedPerson {

  private static final int LONGEST_NAME = 200;

  private ClaimedPerson() {}

  /** The person, with the highest role that a claim gives; empty where none does. */
  static Optional<Person> of(Map<String, Object> claims, OpenIdConfig config) {
    Collection<?> values = values(claims, config.roleClaim());
    for (Role role : List.of(Role.OPERATOR, Role.LABELLER, Role.VIEWER)) {
      if (config.roles().get(role).stream().anyMatch(values::contains)) {
        return Optional.of(new Person(name(claims, config), role));
      }
    }
    return Optional.empty();
  }

  private static String name(Map<String, Object> claims, OpenIdConfig config) {
    String name =
        List.of(config.nameClaim(), "email", "sub").stream()
            .map(claims::get)
            .filter(String.class::isInstance)
            .map(value -> ((String) value).strip())
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse("unknown");
    return name.substring(0, Math.min(name.length(), LONGEST_NAME));
  }

  /** Of a claim by its name, or by the path to it. */
  private static Collection<?> values(Map<String, Object> claims, String claim) {
    Object value = claims.get(claim);
    if (value == null) {
      value = claims;
      for (String part : claim.split("\\.", -1)) {
        value = value instanceof Map<?, ?> within ? within.get(part) : null;
      }
    }
    if (value instanceof Collection<?> several) {
      return several;
    }
    return value instanceof String text ? List.of(text.split("[\\s,]+")) : List.of();
  }
}
