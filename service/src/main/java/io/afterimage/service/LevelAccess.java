package io.afterimage.service;

import java.util.Locale;
import java.util.Set;

/** Who may look at log levels and change them over HTTP. */
public enum LevelAccess {
  /** Nobody. */
  NONE,
  /**
   * Who asks from the same host, container or pod, by the loopback interface, and not through a
   * proxy.
   */
  LOCAL,
  /** Anyone who can reach the port. */
  ALL;

  private static final Set<String> LOOPBACK =
      Set.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1", "[::1]", "[0:0:0:0:0:0:0:1]");

  /** As the option that chooses it says it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a request is let in.
   *
   * @param peer the address that it comes from
   * @param host the host that it asks for: a page in a browser on the same host cannot ask for this
   *     one under a name of its own
   * @param forwarded whether a proxy says that it asks for somebody else
   */
  boolean allows(String peer, String host, boolean forwarded) {
    return switch (this) {
      case NONE -> false;
      case LOCAL ->
          LOOPBACK.contains(peer)
              && (host.equals("localhost") || LOOPBACK.contains(host))
              && !forwarded;
      case ALL -> true;
    };
  }
}
