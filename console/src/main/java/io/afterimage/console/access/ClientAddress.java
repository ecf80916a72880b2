package io.afterimage.console.access;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * From where a request comes, also through proxies that are known: the last address in their {@code
 * X-Forwarded-For} that is not a proxy's, since whatever stands before it is only what somebody
 * says. An IPv6 address counts as its network of 64 bits, all of which one machine may have.
 */
final class ClientAddress {

  private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 =
      Pattern.compile("(%1$s\\.%1$s\\.%1$s\\.%1$s)(?::\\d+)?".formatted(BYTE));
  private static final Pattern IPV6 =
      Pattern.compile("\\[?([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%[\\w.-]+)?(?:](?::\\d+)?)?");
  private static final int NETWORK_BYTES = 8;

  /** In text, with its zone and a port. */
  private static final int LONGEST = 80;

  private final Set<String> proxies;
  private final boolean behindProxy;

  /**
   * With known proxies.
   *
   * @param proxies their addresses
   * @param behindProxy whether people come by a proxy, which may be one that is not known
   */
  ClientAddress(Set<String> proxies, boolean behindProxy) {
    this.proxies =
        proxies.stream()
            .map(proxy -> address(proxy).map(InetAddress::getHostAddress).orElse(proxy))
            .collect(Collectors.toUnmodifiableSet());
    this.behindProxy = behindProxy;
  }

  /** The address; empty where a proxy stands for everybody. */
  Optional<String> of(Context request) {
    return of(request.ip(), request.req().getHeaders("X-Forwarded-For"));
  }

  /** The address of a request from a peer with these headers. */
  Optional<String> of(String peer, Enumeration<String> forwarded) {
    Optional<InetAddress> next = address(peer);
    if (next.isEmpty()) {
      return Optional.of(peer);
    }
    List<String> hops = new ArrayList<>();
    Collections.list(forwarded).forEach(header -> hops.addAll(Arrays.asList(header.split(","))));
    for (int i = hops.size() - 1; next.isPresent() && isProxy(next.get()) && i >= 0; i--) {
      next = address(hops.get(i).strip());
    }
    return next.filter(last -> !isProxy(last) && !mayBeProxy(last)).map(ClientAddress::network);
  }

  /** Whether a text is an address and not a name. */
  static boolean isAddress(String text) {
    return address(text).isPresent();
  }

  private boolean isProxy(InetAddress address) {
    return proxies.contains(address.getHostAddress());
  }

  private boolean mayBeProxy(InetAddress address) {
    return behindProxy
        && proxies.isEmpty()
        && (address.isLoopbackAddress()
            || address.isSiteLocalAddress()
            || address.isLinkLocalAddress()
            || isUniqueLocal(address));
  }

  private static boolean isUniqueLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length > 4 && (bytes[0] & 0xfe) == 0xfc;
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? address.getHostAddress()
        : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "/64";
  }

  private static Optional<InetAddress> address(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher four = IPV4.matcher(text);
    Matcher six = IPV6.matcher(text);
    try {
      // Of these forms none is looked up as a name.
      if (four.matches()) {
        return Optional.of(InetAddress.getByName(four.group(1)));
      }
      return six.matches()
          ? Optional.of(InetAddress.getByName("[" + six.group(1) + "]"))
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
