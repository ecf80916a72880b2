package io.afterimage.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunLogTest {

  private final RunLog refresh = new RunLog(true);
  private final RunLog run = new RunLog(false);

  @Test
  void shouldTellARefreshFromARunByTheSchedule() {
    asked(Command.Retrain.refresh("r", Optional.of("300 new labels"), Instant.EPOCH));
    asked(
        new Command.Retrain(
            "s", ScheduleValues.none(), Optional.of("1520 new labels"), Instant.EPOCH));
    told(new Reply.Accepted("r", Instant.EPOCH));
    told(published("r", "v2", 2));
    told(new Reply.Accepted("s", Instant.EPOCH));
    told(published("s", "v3", 40));

    assertThat(refresh.published().orElseThrow().modelVersion()).isEqualTo("v2");
    assertThat(refresh.took()).contains(Duration.ofSeconds(2));
    assertThat(run.published().orElseThrow().modelVersion()).isEqualTo("v3");
    assertThat(DemoRun.of(run).trigger()).isEqualTo("1520 new labels");
  }

  @Test
  void shouldKeepToTheFirstOfItsKind() {
    asked(Command.Retrain.refresh("r", Optional.empty(), Instant.EPOCH));
    asked(Command.Retrain.refresh("later", Optional.empty(), Instant.EPOCH));
    told(new Reply.Accepted("later", Instant.EPOCH));
    told(published("later", "v9", 1));

    assertThat(refresh.outcome()).isEmpty();
    assertThat(run.command()).isEmpty();
  }

  private void asked(Command command) {
    refresh.asked(command);
    run.asked(command);
  }

  private void told(Reply reply) {
    refresh.told(reply);
    run.told(reply);
  }

  private static Reply published(String run, String version, int second) {
    return new Reply.Done(
        run,
        new Reply.Published(version, Optional.of(0.8), Optional.of(0.7)),
        "published as " + version,
        Instant.EPOCH.plusSeconds(second));
  }
}
