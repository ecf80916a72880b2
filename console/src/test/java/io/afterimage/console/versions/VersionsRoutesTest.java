package io.afterimage.console.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.console.access.LoopbackAccess;
import io.afterimage.console.access.Person;
import io.afterimage.console.access.Role;
import io.afterimage.console.web.ConsoleServer;
import io.afterimage.models.Models;
import io.afterimage.registry.store.DirectoryModelStore;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.javalin.security.RouteRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsRoutesTest {

  private static final Instant AT = Instant.parse("2026-05-01T10:00:00Z");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path folder;
  private final VersionLog versions = new VersionLog();
  private final CommandLog commands = new CommandLog();
  private final List<Command> sent = new ArrayList<>();
  private final Set<RouteRole> roles = new HashSet<>();
  private ConsoleServer server;

  @BeforeEach
  void start() {
    VersionsView view =
        new VersionsView(
            versions, commands, new Manifests(new DirectoryModelStore(folder)), () -> AT);
    server =
        ConsoleServer.start(
            "127.0.0.1",
            0,
            transport -> {},
            List.of(
                new LoopbackAccess(new Person("anna", Role.OPERATOR)),
                routes -> routes.beforeMatched(context -> roles.addAll(context.routeRoles())),
                new VersionsRoutes(
                    view, () -> view.timeLine(true, List.of()), sent::add, () -> AT)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldShowTheTimeLine() throws Exception {
    take(VersionLogTest.announced("v1", AT));
    take(VersionLogTest.announced("v2", AT.plusSeconds(60)));
    take(new ModelEvent.RolledBack("v2", Optional.of("<b>worse</b>"), AT.plusSeconds(120)));
    commands.takeCommand(
        EventJson.write(new Command.RollBack("c", "v2", Optional.of("worse"), AT)), "control-0-0");

    JsonNode line = get("/api/versions", 200);

    assertThat(line.path("active").asText()).isEqualTo("v1");
    assertThat(line.path("total").asInt()).isEqualTo(2);
    assertThat(line.at("/versions/0/version").asText()).isEqualTo("v2");
    assertThat(line.at("/versions/0/state").asText()).isEqualTo("withdrawn");
    assertThat(line.at("/versions/0/withdrawn/reason").asText()).isEqualTo("<b>worse</b>");
    assertThat(line.at("/versions/1/gate/accuracy").asDouble()).isEqualTo(0.91);
    assertThat(line.at("/happenings/0/kind").asText()).isEqualTo("rolled-back");
    assertThat(line.at("/reigns/2/version").asText()).isEqualTo("v1");
    assertThat(line.at("/runs/0/kind").asText()).isEqualTo("roll-back");
    assertThat(line.at("/runs/0/state").asText()).isEqualTo("sent");
  }

  @Test
  void shouldShowWhichVersionWaitsForApprovalAndUntilWhen() throws Exception {
    take(VersionLogTest.announced("v1", AT));
    take(VersionLogTest.waiting("v2", AT.plusSeconds(60)));

    JsonNode line = get("/api/versions", 200);

    assertThat(line.path("staged").asText()).isEqualTo("v2");
    assertThat(line.path("active").asText()).isEqualTo("v1");
    assertThat(line.at("/versions/0/state").asText()).isEqualTo("waiting-for-approval");
    assertThat(line.at("/versions/0/gate/accuracy").asDouble()).isEqualTo(0.91);
    assertThat(line.at("/versions/0/waitsUntil").asText())
        .isEqualTo(AT.plusSeconds(120).toString());
    assertThat(line.at("/happenings/0/kind").asText()).isEqualTo("approval");
    assertThat(get("/api/versions/v2", 200).at("/version/state").asText())
        .isEqualTo("waiting-for-approval");
    assertThat(line.at("/versions/1").has("waitsUntil")).isFalse();
  }

  @Test
  void shouldShowAVersionWithItsManifest() throws Exception {
    String location = new DirectoryModelStore(folder).put(Models.model("v1", 50, 1));
    ModelEvent.Announced announced = VersionLogTest.announced("v1", AT);
    take(
        new ModelEvent.Announced(
            "v1",
            location,
            announced.sha256(),
            50,
            announced.labels(),
            Optional.empty(),
            Optional.empty(),
            AT));
    take(VersionLogTest.announced("v2", AT.plusSeconds(60)));

    JsonNode page = get("/api/versions/v1", 200);

    assertThat(page.at("/manifest/backbone").asText()).isEqualTo("mobilenetv2");
    assertThat(page.at("/reigns/0/from").asText()).isEqualTo(AT.toString());
    assertThat(page.at("/reigns/0/to").asText()).isEqualTo(AT.plusSeconds(60).toString());
    assertThat(page.at("/others/0").asText()).isEqualTo("v2");
    assertThat(get("/api/versions/v2", 200).path("fault").asText())
        .contains("is not a place in the directory");
    assertThat(get("/api/versions/v9", 404).path("error").asText()).contains("v9 is unknown");
  }

  @ParameterizedTest
  @CsvSource({
    "pin, v1",
    "unpin,",
    "roll-back, v1",
    "restore, v1",
    "approve, v1",
    "reject, v1",
    "promote, retrain-1",
    "cancel, retrain-1",
    "retrain,",
    "refresh,"
  })
  void shouldSendCommandsWithReasonAndPerson(String kind, String target) throws Exception {
    String body =
        "{\"kind\":\"%s\",\"reason\":\" because \"%s}"
            .formatted(kind, target == null ? "" : ",\"target\":\"%s\"".formatted(target));

    JsonNode answer = post(body, 202);

    assertThat(sent).hasSize(1);
    Command command = sent.get(0);
    assertThat(answer.path("id").asText())
        .isEqualTo(command.commandId())
        .startsWith("console-" + kind + "-");
    assertThat(CommandFacts.kind(command)).isEqualTo(kind);
    assertThat(CommandFacts.reason(command)).contains("because (anna)");
    assertThat(CommandFacts.target(command)).isEqualTo(Optional.ofNullable(target));
    assertThat(command.at()).isEqualTo(AT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"pin\",\"target\":\"v1\"} | 'pin' needs a reason",
        "{\"kind\":\"pin\",\"target\":\"v1\",\"reason\":\"  \"} | 'pin' needs a reason",
        "{\"kind\":\"pin\",\"reason\":\"why\"} | 'pin' needs a target: a version",
        "{\"kind\":\"stop\",\"reason\":\"why\"} | unknown kind of command 'stop'",
        "{\"kind\":\"retrain\",\"reason\":\"why\",\"overrides\":{\"batchSize\":0}} | batchSize is 0",
        "{\"kind\":\"retrain\",\"reason\":\"why\",\"overrides\":{\"monitor\":\"luck\"}} | monitor is luck",
        "{\"kind\":\"retrain\",\"reason\":\"why\",\"overrides\":{\"epochs\":3}} | did you mean",
        "{\"kind\":\"refresh\",\"reason\":\"why\",\"overrides\":{\"seed\":3}} | takes no overrides",
        "{\"reason\":\"why\"} | kind",
        "no | not a CommandForm"
      })
  void shouldRefuseWhatIsIncomplete(String body, String error) throws Exception {
    assertThat(post(body, 400).path("error").asText()).containsIgnoringCase(error);
    assertThat(sent).isEmpty();
  }

  @Test
  void shouldRefuseAReasonThatIsTooLong() throws Exception {
    String reason = "x".repeat(CommandForm.LONGEST_REASON + 1);
    JsonNode answer = post("{\"kind\":\"unpin\",\"reason\":\"%s\"}".formatted(reason), 400);
    assertThat(answer.path("error").asText()).contains("501 characters");
  }

  @Test
  void shouldSendOverridesOfTheSchedule() throws Exception {
    post(
        "{\"kind\":\"retrain\",\"reason\":\"why\",\"force\":true,\"overrides\":{\"seed\":7}}", 202);

    assertThat(sent.get(0))
        .isInstanceOfSatisfying(
            Command.Retrain.class,
            retrain -> {
              assertThat(retrain.overrides().get(ScheduleOptions.SEED)).isEqualTo(7);
              assertThat(retrain.force()).contains(true);
            });
  }

  @Test
  void shouldNameEveryOptionOfTheScheduleOnce() throws Exception {
    JsonNode schedule = get("/api/schedule", 200);

    assertThat(schedule.findValuesAsText("name"))
        .containsExactlyElementsOf(
            ScheduleOptions.ALL.stream().flatMap(option -> option.override().stream()).toList());
    assertThat(schedule.get(1).path("choices")).hasSize(2);
    assertThat(schedule.get(0).path("least").asDouble()).isZero();
    assertThat(schedule.get(0).has("most")).isFalse();
  }

  @Test
  void shouldLetOnlyOperatorsChangeSomething() throws Exception {
    take(VersionLogTest.announced("v1", AT));
    post("{\"kind\":\"unpin\",\"reason\":\"why\"}", 202);
    assertThat(roles).containsExactly(Role.OPERATOR);
    roles.clear();
    for (String path : List.of("/api/versions", "/api/versions/v1", "/api/runs", "/api/schedule")) {
      get(path, 200);
    }
    assertThat(roles).containsExactly(Role.VIEWER);
  }

  private void take(ModelEvent event) {
    assertThat(versions.take(EventJson.write(event), "model-events-0-0")).isPresent();
  }

  private JsonNode get(String path, int status) throws Exception {
    return answer(HttpRequest.newBuilder(uri(path)).build(), status);
  }

  private JsonNode post(String body, int status) throws Exception {
    return answer(
        HttpRequest.newBuilder(uri("/api/commands"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        status);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static JsonNode answer(HttpRequest request, int status) throws Exception {
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return EventJson.mapper().readTree(answer.body());
  }
}
