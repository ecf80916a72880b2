package io.afterimage.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.config.Settings;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final String PASSWORD = "abc";

  /** jBCrypt's test vector, which is quick to check. */
  private static final String HASH = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

  private static final List<String> WATCHED =
      List.of("/metrics", "/health", "/health/live", "/health/ready");

  private final TestClock clock = new TestClock();
  private Javalin server;
  private Path users;
  private Browser browser;

  @TempDir Path folder;

  @BeforeEach
  void writeUsers() throws Exception {
    users = folder.resolve("users");
    write("vera:viewer", "lena:labeller", "olga:operator");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void shouldLetThisMachineInAsItsUserWithoutLogin() throws Exception {
    start(Map.of("console.person", "otto"));

    assertThat(browser.session().toString())
        .contains("\"login\":\"none\"", "\"name\":\"otto\"", "\"role\":\"operator\"");
    assertThat(browser.get("/api/look").body()).isEqualTo("otto looks");
    assertThat(browser.post("/api/decide", Map.of()).body()).isEqualTo("otto decides");
  }

  @Test
  void shouldLetNobodyInByAProxyWithoutLogin() throws Exception {
    start(Map.of());

    assertThat(browser.get("/api/look", Map.of("X-Forwarded-For", "10.0.0.9")).statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "'',401,401,401,401",
    "vera,200,403,403,403",
    "lena,200,200,403,403",
    "olga,200,200,200,200"
  })
  void shouldLetEachRoleDoWhatItMay(String who, int look, int label, int decide, int unnamed)
      throws Exception {
    start(withUsers());
    if (!who.isEmpty()) {
      assertThat(browser.login(who, PASSWORD).statusCode()).isEqualTo(204);
    }

    assertThat(browser.get("/api/look").statusCode()).isEqualTo(look);
    assertThat(browser.post("/api/label", Map.of()).statusCode()).isEqualTo(label);
    assertThat(browser.post("/api/decide", Map.of()).statusCode()).isEqualTo(decide);
    assertThat(browser.get("/api/unnamed").statusCode()).isEqualTo(unnamed);
    assertThat(browser.get("/").body()).isEqualTo("the page");
  }

  @Test
  void shouldLetOnlyOperatorsChangeLogLevelsWherePeopleLogIn() throws Exception {
    start(withUsers());
    assertThat(browser.get("/loggers").statusCode()).isEqualTo(401);
    assertThat(browser.put("/loggers/io.afterimage", "OFF").statusCode()).isEqualTo(401);
    browser.login("lena", PASSWORD);
    assertThat(browser.put("/loggers/io.afterimage", "OFF").statusCode()).isEqualTo(403);
    browser.login("olga", PASSWORD);
    assertThat(browser.get("/loggers").body()).isEqualTo("levels");
    assertThat(browser.put("/loggers/io.afterimage", "OFF").body()).isEqualTo("changed");
  }

  @Test
  void shouldLeaveLogLevelsToTheirOwnGuardWhereNobodyLogsIn() throws Exception {
    start(Map.of());

    assertThat(browser.raw("PUT /loggers/io.afterimage HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void shouldLetProgramsWatchWithoutLogin() throws Exception {
    start(withUsers());

    for (String path : WATCHED) {
      assertThat(browser.get(path).body()).isEqualTo("well");
    }
    assertThat(browser.raw("HEAD / HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 200");
  }

  @Test
  void shouldSayWhatIsMissing() throws Exception {
    start(withUsers());

    HttpResponse<String> answer = browser.get("/api/look");

    assertThat(answer.body()).contains("\"error\":\"log in first");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void shouldEndASessionAtLogout() throws Exception {
    start(withUsers());
    browser.login("vera", PASSWORD);
    String cookie = browser.cookie();

    assertThat(browser.post("/api/session/logout", Map.of()).statusCode()).isEqualTo(204);

    assertThat(new Browser(server.port()).get("/api/look", Map.of("Cookie", cookie)).statusCode())
        .isEqualTo(401);
    assertThat(browser.cookie()).isEmpty();
  }

  @Test
  void shouldEndASessionThatIsIdleOrOld() throws Exception {
    start(withUsers());
    browser.login("vera", PASSWORD);
    for (int hour = 0; hour < 21; hour += 7) {
      clock.move(Duration.ofHours(7));
      assertThat(browser.get("/api/look").statusCode()).isEqualTo(200);
    }
    clock.move(Duration.ofHours(4));
    assertThat(browser.get("/api/look").statusCode()).as("old").isEqualTo(401);

    browser.login("vera", PASSWORD);
    clock.move(Duration.ofHours(9));
    assertThat(browser.get("/api/look").statusCode()).as("idle").isEqualTo(401);
  }

  @Test
  void shouldEndTheSessionsOfWhoIsTakenOutOfTheFileOrChanged() throws Exception {
    start(withUsers());
    Browser olga = new Browser(server.port());
    olga.login("olga", PASSWORD);
    browser.login("vera", PASSWORD);

    write("lena:labeller", "olga:viewer");

    assertThat(browser.get("/api/look").statusCode()).isEqualTo(401);
    assertThat(olga.get("/api/look").statusCode()).isEqualTo(401);
    olga.login("olga", PASSWORD);
    assertThat(olga.session().path("role").asText()).isEqualTo("viewer");
  }

  @Test
  void shouldGiveEachLoginANewUnguessableTokenThatNoScriptReads() throws Exception {
    start(withUsers());
    HttpResponse<String> first = browser.login("vera", PASSWORD);
    String former = browser.cookie();
    browser.login("vera", PASSWORD);

    assertThat(first.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("afterimage-\\d+=[\\w-]{43}; .*")
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
    assertThat(browser.cookie()).isNotEqualTo(former);
    assertThat(new Browser(server.port()).get("/api/look", Map.of("Cookie", former)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void shouldMarkTheCookieForTlsOnlyBehindATlsAddress() throws Exception {
    Map<String, String> options = withUsers();
    options.put("console.url", "https://console.example");
    start(options);

    HttpResponse<String> answer =
        browser.post("/api/session/login", Map.of("name", "vera", "password", PASSWORD));

    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-afterimage-")
        .contains("Secure");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin,https://evil.example",
    "Origin,null",
    "Sec-Fetch-Site,cross-site",
    "Sec-Fetch-Site,same-site",
    "X-Afterimage-Request,''",
    "X-Afterimage-Csrf,''",
    "X-Afterimage-Csrf,guessed"
  })
  void shouldRefuseWhatAnotherOriginsPageCouldSend(String header, String value) throws Exception {
    start(withUsers());
    browser.login("olga", PASSWORD);

    assertThat(browser.post("/api/decide", Map.of(), Map.of(header, value)).statusCode())
        .isEqualTo(403);
    assertThat(browser.post("/api/decide", Map.of()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"Origin,https://evil.example", "X-Afterimage-Csrf,''"})
  void shouldRefuseItWithoutLoginToo(String header, String value) throws Exception {
    start(Map.of());
    browser.session();

    assertThat(browser.post("/api/decide", Map.of(), Map.of(header, value)).statusCode())
        .isEqualTo(403);
  }

  @Test
  void shouldGiveAnotherSitesPageNoData() throws Exception {
    start(Map.of());

    assertThat(browser.get("/api/look", Map.of("Sec-Fetch-Site", "cross-site")).statusCode())
        .isEqualTo(403);
    assertThat(browser.get("/", Map.of("Sec-Fetch-Site", "cross-site")).statusCode())
        .as("a link to the page")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8090", "localhost.evil.example", "10.0.0.1"})
  void shouldRefuseAHostThatItIsNotCalled(String host) throws Exception {
    start(Map.of());

    assertThat(browser.raw("GET /api/look HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:8090", "127.0.0.1", "[::1]:8090", "lab.example"})
  void shouldAnswerToItsNames(String host) throws Exception {
    start(Map.of("console.hosts", "lab.example"));

    assertThat(browser.raw("GET /api/look HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 200");
  }

  @Test
  void shouldAnswerToTheAddressThatItListensOn() throws Exception {
    start(Map.of("http.host", "127.0.0.2"));

    assertThat(browser.raw("GET /api/look HTTP/1.1", "Host: 127.0.0.2:8090"))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/look", "/api/none", "/api/session"})
  void shouldSetStrictHeadersOnEveryAnswer(String path) throws Exception {
    start(withUsers());

    HttpResponse<String> answer = browser.get(path);

    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(answer.headers().firstValue("Cross-Origin-Opener-Policy")).hasValue("same-origin");
    assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
        .isEqualTo(path.startsWith("/api/") ? "no-store" : "");
  }

  @Test
  void shouldSlowDownWhoTriesPasswords() throws Exception {
    start(withUsers());
    for (int i = 0; i < 5; i++) {
      assertThat(browser.login("vera", "wrong").statusCode()).isEqualTo(401);
    }

    HttpResponse<String> answer = browser.login("vera", PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");

    clock.move(Duration.ofSeconds(1));
    assertThat(browser.login("vera", PASSWORD).statusCode()).isEqualTo(204);
  }

  @Test
  void shouldLetPeopleLogInWhileAStrangerTriesPasswordsBehindTheSameProxy() throws Exception {
    Map<String, String> options = withUsers();
    options.put("console.url", "http://console.example");
    options.put("console.proxies", "127.0.0.1");
    start(options);
    for (int i = 0; i < 5; i++) {
      assertThat(login("198.51.100." + i + ", 203.0.113.9", "olga", "wrong")).isEqualTo(401);
    }

    assertThat(login("203.0.113.9", "vera", PASSWORD)).isEqualTo(429);
    assertThat(login("203.0.113.9, 198.51.100.7", "vera", PASSWORD)).isEqualTo(204);
    assertThat(login("198.51.100.7", "olga", PASSWORD)).as("the name tried").isEqualTo(204);
  }

  @Test
  void shouldCountNoWaitForAProxyThatStandsForEverybody() throws Exception {
    Map<String, String> options = withUsers();
    options.put("console.url", "http://console.example");
    start(options);
    for (int i = 0; i < 10; i++) {
      assertThat(browser.login("nobody" + i, "wrong").statusCode()).isEqualTo(401);
    }

    assertThat(browser.login("vera", PASSWORD).statusCode()).isEqualTo(204);
  }

  @Test
  void shouldSlowDownWhoTriesANameFromManyAddresses() {
    LoginLimits limits = new LoginLimits(clock);
    for (int i = 0; i < 30; i++) {
      limits.begin(Optional.of("198.51.100." + i), "vera");
    }

    assertThatThrownBy(() -> limits.begin(Optional.of("203.0.113.9"), "vera"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("try again in 1 s");
    limits.begin(Optional.of("203.0.113.9"), "lena");
  }

  private int login(String forwardedFor, String name, String password) throws Exception {
    return browser
        .post(
            "/api/session/login",
            Map.of("name", name, "password", password),
            Map.of("X-Forwarded-For", forwardedFor))
        .statusCode();
  }

  @Test
  void shouldRefuseALongBodyThatSaysNoLength() throws Exception {
    start(withUsers());

    HttpResponse<String> answer =
        browser.stream("/api/session/login", "{\"name\":\"%s\"}".formatted("x".repeat(20_000)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("the body has more than 16384 bytes");
  }

  @Test
  void shouldAnswerAlikeForAWrongPasswordAndAnUnknownName() throws Exception {
    start(withUsers());

    assertThat(browser.login("nobody", "wrong").body())
        .isEqualTo(browser.login("vera", "wrong").body());
  }

  @Test
  void shouldRefuseTooManyRequestsOfAPersonAndLetOthersGoOn() throws Exception {
    Map<String, String> options = withUsers();
    options.put("console.requests", "2");
    start(options);
    browser.login("vera", PASSWORD);
    Browser lena = new Browser(server.port());
    lena.login("lena", PASSWORD);

    assertThat(answers(browser, 12)).contains(200, 429);
    assertThat(lena.get("/api/look").statusCode()).isEqualTo(200);
    clock.move(Duration.ofSeconds(1));
    assertThat(browser.get("/api/look").statusCode()).isEqualTo(200);
  }

  private static List<Integer> answers(Browser browser, int requests) throws Exception {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      answers.add(browser.get("/api/look").statusCode());
    }
    return answers;
  }

  private void start(Map<String, String> options) {
    Settings settings = new Settings(options);
    AccessConfig config = AccessConfig.from(settings, "someone");
    settings.finish();
    Access access = Access.of(config, clock);
    server =
        Javalin.create(
            javalin -> {
              javalin.startup.showJavalinBanner = false;
              access.addTo(javalin.routes);
              javalin.routes.get("/", context -> context.result("the page"), Role.ANYONE);
              javalin.routes.get("/loggers", context -> context.result("levels"));
              javalin.routes.put("/loggers/{name}", context -> context.result("changed"));
              WATCHED.forEach(path -> javalin.routes.get(path, context -> context.result("well")));
              javalin.routes.get("/api/look", context -> did(context, "looks"), Role.VIEWER);
              javalin.routes.post("/api/label", context -> did(context, "labels"), Role.LABELLER);
              javalin.routes.post("/api/decide", context -> did(context, "decides"), Role.OPERATOR);
              javalin.routes.get("/api/unnamed", context -> did(context, "asks"));
            });
    server.start("127.0.0.1", 0);
    browser = new Browser(server.port());
  }

  private static void did(Context context, String what) {
    context.result(Person.of(context).name() + " " + what);
  }

  private Map<String, String> withUsers() {
    return new HashMap<>(Map.of("console.users", users.toString()));
  }

  private void write(String... people) throws Exception {
    Path next = folder.resolve("next");
    Files.write(next, List.of(people).stream().map(person -> person + ":" + HASH).toList());
    Files.move(next, users, StandardCopyOption.REPLACE_EXISTING);
  }
}
