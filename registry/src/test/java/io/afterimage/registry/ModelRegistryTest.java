package io.afterimage.registry;

import static io.afterimage.registry.Events.announced;
import static io.afterimage.registry.Events.canary;
import static io.afterimage.registry.Events.pinned;
import static io.afterimage.registry.Events.pruned;
import static io.afterimage.registry.Events.rejected;
import static io.afterimage.registry.Events.reserved;
import static io.afterimage.registry.Events.restored;
import static io.afterimage.registry.Events.rolledBack;
import static io.afterimage.registry.Events.staged;
import static io.afterimage.registry.Events.unpinned;
import static io.afterimage.registry.Events.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.registry.VersionHistory.State;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Pruned;
import io.afterimage.schemas.events.ModelEvent.Restored;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {

  @Test
  void shouldHaveNothingActiveAtFirst() {
    assertThat(ModelRegistry.empty().active()).isEmpty();
    assertThat(ModelRegistry.empty().candidates()).isEmpty();
    assertThat(ModelRegistry.empty().history()).isEmpty();
    assertThat(ModelRegistry.empty().nextVersion()).isEqualTo("v1");
  }

  @Test
  void shouldActivateTheNewestAndFallBackNewestFirst() {
    assertThat(candidates(announced("v1"), announced("v2"), announced("v3")))
        .containsExactly("v3", "v2", "v1");
  }

  @Test
  void shouldKeepPinnedVersionWhateverIsAnnouncedUntilUnpinned() {
    assertThat(candidates(announced("v1"), announced("v2"), pinned("v1"), announced("v3")))
        .containsExactly("v1", "v3", "v2");
    assertThat(
            candidates(
                announced("v1"), announced("v2"), pinned("v1"), announced("v3"), unpinned("v1")))
        .containsExactly("v3", "v2", "v1");
  }

  @Test
  void shouldMoveThePin() {
    assertThat(
            candidates(
                announced("v1"), announced("v2"), pinned("v1"), pinned("v2"), unpinned("v1")))
        .containsExactly("v2", "v1");
  }

  @Test
  void shouldTakeTheNextNewestWhenActiveIsRolledBack() {
    assertThat(candidates(announced("v1"), announced("v2"), rolledBack("v2")))
        .containsExactly("v1");
  }

  @Test
  void shouldKeepTheLastAvailableVersionWhateverTakesItAway() {
    assertThat(candidates(announced("v1"), rolledBack("v1"))).containsExactly("v1");
    ModelRegistry registry =
        fold(
            announced("v1"),
            announced("v2"),
            pinned("v1"),
            rolledBack("v2"),
            rolledBack("v1"),
            pruned("v1"));
    assertThat(names(registry)).containsExactly("v1");
    assertThat(registry.pinned()).contains(announced("v1"));
    assertThat(registry.history().get(0).changes()).containsExactly(pinned("v1"));
    assertThat(names(registry.apply(announced("v3")).apply(rolledBack("v1"))))
        .containsExactly("v3");
  }

  @Test
  void shouldEndThePinOfRolledBackVersionAndNotPinItAgain() {
    assertThat(
            candidates(
                announced("v1"), announced("v2"), pinned("v2"), rolledBack("v2"), pinned("v2")))
        .containsExactly("v1");
  }

  @Test
  void shouldNotBringWithdrawnVersionBackByAnnouncingItAgain() {
    assertThat(candidates(announced("v1"), announced("v2"), rolledBack("v2"), announced("v2")))
        .containsExactly("v1");
  }

  @Test
  void shouldNotChangeWhatIsActiveWhenInstancesReject() {
    ModelRegistry registry =
        fold(
            announced("v1"),
            announced("v2"),
            rejected("v2", "b"),
            rejected("v2", "a"),
            rejected("v2", "a"));

    assertThat(registry.active()).contains(announced("v2"));
    assertThat(registry.history())
        .containsExactly(
            new VersionHistory(announced("v1"), State.AVAILABLE, List.of(), List.of()),
            new VersionHistory(
                announced("v2"),
                State.ACTIVE,
                List.of(rejected("v2", "a"), rejected("v2", "b")),
                List.of()));
  }

  @Test
  void shouldTellTheStateOfEveryVersion() {
    ModelRegistry registry =
        fold(announced("v1"), announced("v2"), announced("v3"), rolledBack("v2"), pinned("v1"));

    assertThat(registry.history())
        .extracting(VersionHistory::state)
        .containsExactly(State.PINNED, State.WITHDRAWN, State.AVAILABLE);
  }

  @Test
  void shouldCountOnFromTheHighestNumberEvenWhenWithdrawn() {
    assertThat(fold(announced("v1"), announced("v12"), rolledBack("v12")).nextVersion())
        .isEqualTo("v13");
    assertThat(fold(announced("summer")).nextVersion()).isEqualTo("v1");
  }

  @Test
  void shouldCountOnBeyondNineDigits() {
    assertThat(fold(announced("v999999999")).nextVersion()).isEqualTo("v1000000000");
    assertThat(fold(announced("v999999999"), announced("v1000000000")).nextVersion())
        .isEqualTo("v1000000001");
    String longest = "v" + "9".repeat(62);
    assertThat(fold(announced(longest)).nextVersion()).isEqualTo("v1" + "0".repeat(62)).hasSize(64);
  }

  @Test
  void shouldLetTheFirstReservationOfANameHoldAndCountOnFromIt() {
    ModelRegistry registry =
        fold(announced("v1"), reserved("v2", "a"), reserved("v2", "b"), reserved("v1", "c"));

    assertThat(registry.reservation("v2")).contains(reserved("v2", "a"));
    assertThat(registry.reservation("v1")).as("of what was announced before").isEmpty();
    assertThat(registry.nextVersion()).isEqualTo("v3");
    assertThat(names(registry)).containsExactly("v1");
  }

  @Test
  void shouldMakeAWithdrawnVersionAvailableWhereItIsRestored() {
    ModelRegistry registry =
        fold(announced("v1"), announced("v2"), rolledBack("v2"), restored("v2"));

    assertThat(names(registry)).containsExactly("v2", "v1");
    assertThat(registry.history().get(1).changes())
        .containsExactly(rolledBack("v2"), restored("v2"));
    assertThat(registry.history().get(1).withdrawal()).isEmpty();
    assertThat(candidates(announced("v1"), restored("v1"), restored("v9"))).containsExactly("v1");
  }

  @Test
  void shouldNeverBringAPrunedVersionBack() {
    ModelRegistry registry =
        fold(
            announced("v1"),
            announced("v2"),
            rolledBack("v1"),
            pinned("v2"),
            pruned("v1"),
            announced("v3"),
            pruned("v2"),
            restored("v1"),
            pinned("v1"),
            pinned("v2"));

    assertThat(names(registry)).containsExactly("v3");
    assertThat(registry.pinned()).isEmpty();
    assertThat(registry.history())
        .extracting(VersionHistory::state)
        .containsExactly(State.PRUNED, State.PRUNED, State.ACTIVE);
    assertThat(registry.history().get(0).withdrawal()).contains(rolledBack("v1"));
  }

  @Test
  void shouldKeepAStagedVersionAsideUntilItIsAnnounced() {
    ModelRegistry registry = fold(announced("v1"), staged("v2"));

    assertThat(names(registry)).containsExactly("v1");
    assertThat(registry.staged()).contains(staged("v2"));
    assertThat(registry.history())
        .extracting(VersionHistory::state)
        .containsExactly(State.ACTIVE, State.SHADOW);
    assertThat(names(registry.apply(pinned("v2")))).as("nobody can pin it").containsExactly("v1");

    ModelRegistry promoted = registry.apply(announced("v3")).apply(announced("v2"));
    assertThat(names(promoted)).as("by announcement").containsExactly("v2", "v3", "v1");
    assertThat(promoted.staged()).isEmpty();
    assertThat(promoted.history("v2").orElseThrow().isUnannounced()).isFalse();
  }

  @Test
  void shouldEndTheTrialOfAVersionThatIsRolledBackAndBringItBackByAnnouncingAlone() {
    ModelRegistry registry = fold(announced("v1"), staged("v2"), rolledBack("v2"));

    assertThat(registry.staged()).isEmpty();
    assertThat(registry.history("v2").orElseThrow().state()).isEqualTo(State.WITHDRAWN);
    assertThat(registry.history("v2").orElseThrow().withdrawal()).contains(rolledBack("v2"));
    assertThat(names(registry.apply(restored("v2")))).containsExactly("v1");
    assertThat(names(registry.apply(announced("v2")))).containsExactly("v2", "v1");
    assertThat(registry.apply(announced("v2")).history("v2").orElseThrow().withdrawal()).isEmpty();
  }

  @Test
  void shouldTryTheVersionThatWasStagedLast() {
    ModelRegistry registry = fold(announced("v1"), staged("v2"), staged("v3"));

    assertThat(registry.staged()).contains(staged("v3"));
    assertThat(registry.apply(rolledBack("v3")).staged()).contains(staged("v2"));
    assertThat(fold(announced("v1"), staged("v1")).staged()).as("it is out already").isEmpty();
  }

  @Test
  void shouldEndTheTrialOfACanaryWithTheNextAnnouncement() {
    ModelRegistry registry = fold(announced("v1"), staged("v2"), canary("v2"));
    assertThat(registry.staged()).contains(canary("v2"));
    assertThat(names(registry)).containsExactly("v1");
    assertThat(registry.history("v2").orElseThrow().state()).isEqualTo(State.CANARY);
    assertThat(registry.apply(pinned("v1")).staged()).as("it waits").contains(canary("v2"));

    ModelRegistry later = registry.apply(announced("v3"));
    assertThat(later.staged()).isEmpty();
    assertThat(later.history("v2").orElseThrow().state()).isEqualTo(State.WITHDRAWN);
    assertThat(names(later)).containsExactly("v3", "v1");
    assertThat(names(later.apply(announced("v2")))).containsExactly("v2", "v3", "v1");
    assertThat(later.apply(canary("v2")).staged()).as("tried again").contains(canary("v2"));
    assertThat(registry.apply(announced("v1")).staged()).as("repeated").contains(canary("v2"));
    assertThat(registry.apply(announced("v2")).staged()).isEmpty();
    assertThat(fold(announced("v1"), staged("v2"), announced("v3")).staged())
        .as("a shadow goes on beside another version")
        .contains(staged("v2"));
  }

  @Test
  void shouldKeepAVersionWaitingForApprovalUntilItIsAnnouncedOrRolledBack() {
    ModelRegistry registry =
        fold(announced("v1"), staged("v2"), canary("v2"), waiting("v2"), pinned("v2"));

    assertThat(registry.waiting()).contains(waiting("v2"));
    assertThat(registry.onTrial()).as("it answers nothing").isEmpty();
    assertThat(names(registry)).containsExactly("v1");
    VersionHistory waits = registry.history("v2").orElseThrow();
    assertThat(waits.state()).isEqualTo(State.WAITING_FOR_APPROVAL);
    assertThat(waits.state().code()).isEqualTo("waiting-for-approval");
    assertThat(waits.state().inWords()).isEqualTo("waiting for approval");
    assertThat(waits.waitsUntil()).isEqualTo(waiting("v2").until());
    assertThat(waits.isUnannounced()).isTrue();
    assertThat(registry.apply(announced("v3")).waiting()).as("the trainer decides").isPresent();

    ModelRegistry approved = registry.apply(announced("v2"));
    assertThat(names(approved)).containsExactly("v2", "v1");
    assertThat(approved.waiting()).isEmpty();
    assertThat(approved.history("v2").orElseThrow().waitsUntil()).isEmpty();
    ModelRegistry rejected = registry.apply(rolledBack("v2"));
    assertThat(rejected.waiting()).isEmpty();
    assertThat(rejected.history("v2").orElseThrow().state()).isEqualTo(State.WITHDRAWN);
    assertThat(names(rejected)).containsExactly("v1");
  }

  @Test
  void shouldTellWhichStagedVersionAnswersImages() {
    assertThat(fold(announced("v1"), staged("v2")).onTrial()).contains(staged("v2"));
    assertThat(fold(announced("v1"), staged("v2"), pinned("v1")).onTrial()).isPresent();
    assertThat(fold(announced("v1"), canary("v2")).onTrial()).contains(canary("v2"));
    assertThat(fold(announced("v1"), canary("v2"), pinned("v1")).onTrial()).isEmpty();
  }

  /** Releases that do not know the event skip it, and must not serve another version for that. */
  @Test
  void shouldHaveTheSameCandidatesForReadersThatSkipStages() {
    for (int seed = 0; seed < 2_000; seed++) {
      List<ModelEvent> log =
          randomLog(new Random(seed)).stream().filter(e -> !(e instanceof Pruned)).toList();
      List<ModelEvent> skipped = log.stream().filter(e -> !(e instanceof Staged)).toList();

      assertThat(names(fold(log.toArray(ModelEvent[]::new))))
          .as("seed %d: %s", seed, log)
          .isEqualTo(names(fold(skipped.toArray(ModelEvent[]::new))));
    }
  }

  @Test
  void shouldLeaveTheEarlierRegistryAsItWas() {
    ModelRegistry before = fold(announced("v1"));

    ModelRegistry after = before.apply(announced("v2")).apply(pinned("v1"));

    assertThat(before.active()).contains(announced("v1"));
    assertThat(before.pinned()).isEmpty();
    assertThat(after.pinned()).contains(announced("v1"));
  }

  /** Random logs against a direct reading of the rules over the whole log. */
  @Test
  void shouldAgreeWithTheRulesOnRandomLogsWithRepetitionsAndUnknownVersions() {
    for (int seed = 0; seed < 2_000; seed++) {
      List<ModelEvent> log = randomLog(new Random(seed));
      ModelRegistry registry = fold(log.toArray(ModelEvent[]::new));

      assertThat(names(registry)).as("seed %d: %s", seed, log).isEqualTo(byTheRules(log));
    }
  }

  @Test
  void shouldNotChangeWhenAnEventIsRepeatedAtOnce() {
    for (int seed = 0; seed < 500; seed++) {
      List<ModelEvent> log = randomLog(new Random(seed));
      List<ModelEvent> doubled = log.stream().flatMap(e -> Stream.of(e, e)).toList();

      assertThat(fold(doubled.toArray(ModelEvent[]::new)).history())
          .isEqualTo(fold(log.toArray(ModelEvent[]::new)).history());
    }
  }

  private static List<ModelEvent> randomLog(Random random) {
    return IntStream.range(0, 1 + random.nextInt(20))
        .mapToObj(
            i -> {
              String version = "v" + (1 + random.nextInt(4));
              return switch (random.nextInt(11)) {
                case 0, 1, 2 -> announced(version);
                case 3 -> pinned(version);
                case 4 -> unpinned(version);
                case 5 -> rolledBack(version);
                case 6 -> restored(version);
                case 7 -> random.nextInt(3) == 0 ? pruned(version) : unpinned(version);
                case 9 ->
                    List.of(staged(version), canary(version), waiting(version))
                        .get(random.nextInt(3));
                case 8 -> reserved(version, "claim-" + random.nextInt(2));
                default -> rejected(version, "instance-" + random.nextInt(2));
              };
            })
        .map(ModelEvent.class::cast)
        .toList();
  }

  private static List<String> byTheRules(List<ModelEvent> whole) {
    List<ModelEvent> log = effective(whole);
    Set<String> announced = new LinkedHashSet<>();
    Optional<String> pin = Optional.empty();
    for (int i = 0; i < log.size(); i++) {
      String version = log.get(i).modelVersion();
      if (log.get(i) instanceof Announced) {
        announced.add(version);
      } else if (log.get(i) instanceof Pinned && isAvailable(version, log.subList(0, i))) {
        pin = Optional.of(version);
      } else if (log.get(i) instanceof Unpinned || !isAvailable(version, log.subList(0, i + 1))) {
        pin = pin.filter(p -> !p.equals(version));
      }
    }
    Set<String> available = new LinkedHashSet<>(announced);
    available.removeIf(version -> !isAvailable(version, log));
    List<String> expected = new ArrayList<>(available);
    Collections.reverse(expected);
    pin.ifPresent(
        version -> {
          expected.remove(version);
          expected.add(0, version);
        });
    return expected;
  }

  /** Without what would take away the last version that was available then. */
  private static List<ModelEvent> effective(List<ModelEvent> whole) {
    List<ModelEvent> log = new ArrayList<>();
    for (ModelEvent event : whole) {
      String version = event.modelVersion();
      boolean takesAway = event instanceof RolledBack || event instanceof Pruned;
      boolean others =
          log.stream()
              .map(ModelEvent::modelVersion)
              .anyMatch(other -> !other.equals(version) && isAvailable(other, log));
      if (!takesAway || others || !isAvailable(version, log)) {
        log.add(event);
      }
    }
    return log;
  }

  /** Announced, not pruned since, and not rolled back since, or restored after that. */
  private static boolean isAvailable(String version, List<ModelEvent> log) {
    List<ModelEvent> own =
        log.stream()
            .filter(event -> event.modelVersion().equals(version))
            .dropWhile(event -> !(event instanceof Announced || event instanceof Staged))
            .toList();
    boolean announced = own.stream().anyMatch(Announced.class::isInstance);
    boolean pruned = own.stream().anyMatch(Pruned.class::isInstance);
    boolean withdrawn =
        own.stream()
            .dropWhile(event -> !(event instanceof Announced))
            .filter(event -> event instanceof RolledBack || event instanceof Restored)
            .reduce((earlier, later) -> later)
            .filter(RolledBack.class::isInstance)
            .isPresent();
    return announced && !pruned && !withdrawn;
  }

  private static List<String> candidates(ModelEvent... events) {
    return names(fold(events));
  }

  private static List<String> names(ModelRegistry registry) {
    return registry.candidates().stream().map(Announced::modelVersion).toList();
  }

  private static ModelRegistry fold(ModelEvent... events) {
    ModelRegistry registry = ModelRegistry.empty();
    for (ModelEvent event : events) {
      registry = registry.apply(event);
    }
    return registry;
  }
}
