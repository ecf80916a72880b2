package io.afterimage.console.system;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/** The text of the option that names the instances. */
public final class InstanceAddresses {

  private InstanceAddresses() {}

  /**
   * Addresses separated by commas, blanks around them left out.
   *
   * @throws IllegalArgumentException when one is not the address of an HTTP server
   */
  public static List<URI> read(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(address -> !address.isEmpty())
        .map(InstanceAddresses::address)
        .toList();
  }

  private static URI address(String text) {
    URI address = URI.create(text);
    boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!isHttp || address.getHost() == null) {
      throw new IllegalArgumentException("'%s' is not http://HOST:PORT".formatted(text));
    }
    return address;
  }
}
