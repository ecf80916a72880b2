package io.afterimage.console.access;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.HashingFunction;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes and checks hashes of passwords: argon2id with 19 MiB, two passes, one lane (OWASP's
 * Password Storage Cheat Sheet), and bcrypt, which {@code htpasswd -B} writes. Thread-safe; at most
 * two are computed at a time, since each takes its memory and a core.
 */
public final class PasswordHashes {

  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int LONGEST_PASSWORD = 1_000;

  /** Longer ones bcrypt would cut. */
  private static final int LONGEST_FOR_BCRYPT = 72;

  /** A hash must not make a login take the process's memory, or a core for long. */
  private static final int MOST_MEMORY_KIB = 64 * 1024;

  private static final int MOST_PASSES = 20;
  private static final int MOST_ROUNDS = 15;

  private static final Pattern BCRYPT_HASH =
      Pattern.compile("\\$2[abxy]\\$(?<rounds>\\d\\d)\\$[./A-Za-z0-9]{53}");

  private static final Pattern ARGON2ID_HASH =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(?<memory>\\d{1,7}),t=(?<passes>\\d{1,3}),p=\\d\\$"
              + "[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{22,}");

  private static final Argon2Function ARGON2ID =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);

  private static final Semaphore AT_A_TIME = new Semaphore(2, true);

  /** Checked in place of that of somebody unknown, so that both answers take as long. */
  private static final String OF_NOBODY = hash("of nobody");

  private PasswordHashes() {}

  /**
   * The hash of a password, for a line of the users' file.
   *
   * @throws IllegalArgumentException when the password is empty or longer than 1,000 characters
   */
  public static String hash(String password) {
    if (password.isEmpty() || password.length() > LONGEST_PASSWORD) {
      throw new IllegalArgumentException(
          "a password has 1 to %d characters".formatted(LONGEST_PASSWORD));
    }
    return computing(
        () -> Password.hash(password).addRandomSalt(SALT_BYTES).with(ARGON2ID).getResult());
  }

  /** Whether a text is a hash that {@link #matches} can check. */
  static boolean isHash(String text) {
    return function(text).isPresent();
  }

  /**
   * Whether a password is the one of a hash.
   *
   * @param hash of somebody; empty: of nobody, whose password is never right
   */
  static boolean matches(String password, Optional<String> hash) {
    String checked = hash.orElse(OF_NOBODY);
    HashingFunction function = function(checked).orElseThrow();
    boolean cut =
        function instanceof BcryptFunction
            && password.getBytes(StandardCharsets.UTF_8).length > LONGEST_FOR_BCRYPT;
    if (password.isEmpty() || password.length() > LONGEST_PASSWORD || cut) {
      return false;
    }
    return computing(() -> Password.check(password, checked).with(function)) && hash.isPresent();
  }

  private static Optional<HashingFunction> function(String hash) {
    Matcher bcrypt = BCRYPT_HASH.matcher(hash);
    if (bcrypt.matches() && Integer.parseInt(bcrypt.group("rounds")) <= MOST_ROUNDS) {
      return Optional.of(BcryptFunction.getInstanceFromHash(hash));
    }
    Matcher argon2 = ARGON2ID_HASH.matcher(hash);
    if (argon2.matches()
        && Integer.parseInt(argon2.group("memory")) <= MOST_MEMORY_KIB
        && Integer.parseInt(argon2.group("passes")) <= MOST_PASSES) {
      return Optional.of(Argon2Function.getInstanceFromHash(hash));
    }
    return Optional.empty();
  }

  private static <T> T computing(Supplier<T> hash) {
    AT_A_TIME.acquireUninterruptibly();
    try {
      return hash.get();
    } finally {
      AT_A_TIME.release();
    }
  }
}
