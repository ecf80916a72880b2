package io.afterimage.console.access;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody who can log in, a line {@code name:role:hash} of the users' file.
 *
 * @param name as it is typed in and recorded
 * @param role what the person may do
 * @param hash of the password
 */
public record User(String name, Role role, String hash) {

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@+-]{1,64}");

  /** Refuses what could not be read back from a line. */
  public User {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name has 1 to 64 letters, digits, '.', '_', '@', '+' and '-'");
    }
    if (role == Role.ANYONE) {
      throw new IllegalArgumentException("a role is viewer, labeller or operator");
    }
    if (!PasswordHashes.isHash(hash)) {
      throw new IllegalArgumentException(
          "the hash is not argon2id or bcrypt: 'afterimage console users hash' makes one");
    }
  }

  /** Reads a line. */
  static User parse(String line) {
    String[] parts = line.split(":", 3);
    if (parts.length < 3) {
      throw new IllegalArgumentException("not name:role:hash");
    }
    return new User(parts[0].strip(), role(parts[1].strip()), parts[2].strip());
  }

  /** A role as files and options name it. */
  public static Role role(String word) {
    return Optional.of(word)
        .filter(given -> given.matches("viewer|labeller|operator"))
        .map(given -> Role.valueOf(given.toUpperCase(Locale.ROOT)))
        .orElseThrow(() -> new IllegalArgumentException("a role is viewer, labeller or operator"));
  }

  /** The line that {@link #parse} reads. */
  public String line() {
    return "%s:%s:%s".formatted(name, role.name().toLowerCase(Locale.ROOT), hash);
  }

  Person person() {
    return new Person(name, role);
  }

  @Override
  public String toString() {
    return "User[%s, %s]".formatted(name, role);
  }
}
