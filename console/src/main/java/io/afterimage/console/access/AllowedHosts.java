package io.afterimage.console.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names under which the console may be asked for. A page on the internet can let its own name
 * resolve to an address of this machine (DNS rebinding) and would then be of the console's origin;
 * it cannot change the name in the request's {@code Host}.
 */
final class AllowedHosts {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

  private final Set<String> names = new HashSet<>(LOOPBACK);
  private final boolean anyAddress;

  /**
   * The names of this machine for itself, and these.
   *
   * @param further names, without a port
   * @param anyAddress whether an address in place of a name is allowed too; nobody can rebind one
   */
  AllowedHosts(Set<String> further, boolean anyAddress) {
    further.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    this.anyAddress = anyAddress;
  }

  /** Whether the value of a {@code Host} header, with or without a port, is allowed. */
  boolean allows(String header) {
    if (header == null) {
      return false;
    }
    String host = withoutPort(header.toLowerCase(Locale.ROOT));
    return names.contains(host) || (anyAddress && ADDRESS.matcher(host).matches());
  }

  private static String withoutPort(String authority) {
    return authority.replaceFirst(":\\d*$", "");
  }

  /** Whether only this machine reaches what is bound to an address or name. */
  static boolean isLoopback(String bind) {
    try {
      return InetAddress.getByName(bind).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
