package io.afterimage.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  private static final ClientAddress KNOWN =
      new ClientAddress(Set.of("10.0.0.1", "10.0.0.2", "fd00::1"), true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7 | 198.51.100.1 | 192.0.2.7",
        "10.0.0.1 | 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 1.1.1.1, 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 1.1.1.1, 198.51.100.1, 10.0.0.2 | 198.51.100.1",
        "10.0.0.1 | 1.1.1.1/198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 198.51.100.1:4711 | 198.51.100.1",
        "fd00:0:0:0:0:0:0:1 | 2001:db8::1 | 20010db800000000/64",
        "10.0.0.1 | [2001:db8::2]:4711 | 20010db800000000/64",
        "10.0.0.1 | ::ffff:198.51.100.1 | 198.51.100.1",
        "10.0.0.9 | | 10.0.0.9"
      })
  void shouldBeTheLastOneThatIsNoProxy(String peer, String headers, String address) {
    assertThat(of(KNOWN, peer, headers)).hasValue(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.2", "unknown", "198.51.100.1, _hidden", "300.1.1.1", "a.b"})
  void shouldBeUnknownWhereTheProxySaysNone(String headers) {
    assertThat(of(KNOWN, "10.0.0.1", headers)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,false",
    "::1,false",
    "10.1.2.3,false",
    "192.168.0.9,false",
    "fd00::9,false",
    "203.0.113.9,true"
  })
  void shouldBeUnknownWhereAProxyMayStandForEverybody(String peer, boolean known) {
    assertThat(of(new ClientAddress(Set.of(), true), peer, "198.51.100.1").isPresent())
        .isEqualTo(known);
    assertThat(of(new ClientAddress(Set.of(), false), peer, "198.51.100.1")).isPresent();
  }

  /** Of a request with the headers that a slash separates. */
  private static Optional<String> of(ClientAddress addresses, String peer, String headers) {
    return addresses.of(
        peer, Collections.enumeration(headers == null ? List.of() : List.of(headers.split("/"))));
  }
}
