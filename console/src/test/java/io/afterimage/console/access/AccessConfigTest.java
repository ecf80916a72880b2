package io.afterimage.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.InvalidConfigurationException;
import io.afterimage.config.Settings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessConfigTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.7"})
  void shouldNotListenBeyondThisMachineWithoutLogin(String bind) {
    assertThatThrownBy(() -> read(Map.of("http.host", bind)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("http.host = '%s'", bind)
        .hasMessageContaining("needs a login")
        .hasMessageContaining("console.users");
  }

  @Test
  void shouldListenBeyondThisMachineWithLogin() {
    AccessConfig config = read(Map.of("http.host", "0.0.0.0", "console.users", "/etc/users"));

    assertThat(config.isLoopback()).isFalse();
    assertThat(config.login()).isInstanceOf(LoginConfig.Users.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void shouldListenOnThisMachineWithoutLogin(String bind) {
    assertThat(read(Map.of("http.host", bind)).login())
        .isEqualTo(new LoginConfig.None(new Person("someone", Role.OPERATOR)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"console.example", "ftp://console.example", "https://a.example/path"})
  void shouldRefuseAnAddressThatNobodyCanUse(String address) {
    assertThatThrownBy(() -> read(Map.of("console.url", address)))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("console.url");
  }

  @Test
  void shouldTellWherePasswordsTravelUnencrypted() {
    Map<String, String> options = new HashMap<>(Map.of("console.users", "/etc/users"));
    assertThat(read(options).isReadableOnItsWay()).as("on this machine").isFalse();

    options.put("http.host", "0.0.0.0");
    assertThat(read(options).isReadableOnItsWay()).isTrue();

    options.put("console.url", "https://console.example");
    assertThat(read(options).isReadableOnItsWay()).as("behind a proxy").isFalse();
  }

  @Test
  void shouldTakeOnlyAddressesForProxies() {
    assertThat(read(Map.of("console.proxies", "10.0.0.1, fd00::1")).proxies())
        .containsOnly("10.0.0.1", "fd00::1");
    assertThatThrownBy(() -> read(Map.of("console.proxies", "proxy.example")))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("console.proxies = 'proxy.example'");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,http://localhost:8090/",
    "0.0.0.0,http://localhost:8090/",
    "::,http://localhost:8090/",
    "::1,http://[::1]:8090/",
    "192.0.2.7,http://192.0.2.7:8090/",
    "lab.example,http://lab.example:8090/"
  })
  void shouldNameThePageThatOpens(String bind, String page) {
    Map<String, String> options = Map.of("http.host", bind, "console.users", "/etc/users");
    assertThat(read(options).page(8090)).hasToString(page);

    Map<String, String> tls = new HashMap<>(options);
    tls.put("console.tls.keystore", "/etc/console.p12");
    assertThat(read(tls).page(8090)).hasToString(page.replace("http:", "https:"));

    tls.put("console.url", "https://console.example");
    assertThat(read(tls).page(8090)).hasToString("https://console.example/");
  }

  private static AccessConfig read(Map<String, String> options) {
    Settings settings = new Settings(options);
    AccessConfig config = AccessConfig.from(settings, "someone");
    settings.finish();
    return config;
  }
}
