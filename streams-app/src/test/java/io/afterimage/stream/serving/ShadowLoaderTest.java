package io.afterimage.stream.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.shadow.Canary;
import io.afterimage.stream.shadow.CanaryBreaker;
import io.afterimage.stream.shadow.CanaryMetrics;
import io.afterimage.stream.shadow.CanaryTable;
import io.afterimage.stream.shadow.Shadow;
import io.afterimage.stream.shadow.ShadowMetrics;
import io.afterimage.stream.shadow.ShadowTable;
import io.afterimage.stream.shadow.StagedModel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowLoaderTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final List<String> LABELS = List.of("cat", "dog");

  private final ModelSlot slot = new ModelSlot();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ServingMetrics metrics = new ServingMetrics(meters);
  private final ShadowTable table = new ShadowTable(new ShadowMetrics(meters));
  private final CanaryTable canaries = new CanaryTable(new CanaryMetrics(meters));
  private final RejectedVersions rejected = RejectedVersions.inMemory();
  private final UniformEngine engine = new UniformEngine(LABELS.size());
  private final List<String> fetched = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final List<Rejected> reported = new ArrayList<>();
  private final Map<String, Throwable> failures = new HashMap<>();
  private Optional<String> obstacle = Optional.empty();
  private CanaryBreaker breaker = new CanaryBreaker();
  private Instant now = NOW;
  private final VersionLoader loader =
      new VersionLoader(this::fetch, this::load, rejected, metrics);
  private final Rejections rejections =
      new Rejections(reported::add, "instance-1", metrics, () -> now);
  private final VersionActivator activator =
      new VersionActivator(slot, loader, rejected, rejections, metrics, () -> now);
  private final ShadowLoader shadows =
      new ShadowLoader(
          slot,
          table,
          canaries,
          loader,
          rejected,
          rejections,
          () -> obstacle,
          this::shadow,
          () -> now);

  @Test
  void shouldLoadTheStagedVersionBesideTheActiveOne() {
    follow(announced("v1"), staged("v2", 0.25));
    follow(announced("v1"), staged("v2", 0.25));

    assertThat(slot.version()).contains("v1");
    assertThat(table.current().map(Shadow::version)).contains("v2");
    assertThat(table.current().map(Shadow::share)).contains(0.25);
    assertThat(fetched).containsExactly("v1", "v2");
    assertThat(meters.get("afterimage.shadow.model").tag("version", "v2").gauge().value())
        .isEqualTo(1);
  }

  @Test
  void shouldEndTheShadowBeforeItBecomesActive() {
    follow(announced("v1"), staged("v2", 1));
    follow(announced("v1"), staged("v2", 1), announced("v2"));

    assertThat(slot.version()).contains("v2");
    assertThat(table.current()).isEmpty();
    assertThat(fetched).containsExactly("v1", "v2", "ended v2", "v2");
    assertThat(meters.find("afterimage.shadow.model").gauges()).isEmpty();
  }

  @Test
  void shouldEndTheShadowThatIsRolledBack() {
    follow(announced("v1"), staged("v2", 1));
    follow(announced("v1"), staged("v2", 1), new RolledBack("v2", Optional.empty(), NOW));

    assertThat(slot.version()).contains("v1");
    assertThat(ended).containsExactly("v2");
  }

  @Test
  void shouldHoldTwoVersionsAtMostWhenAnotherOneBecomesActive() {
    follow(announced("v1"), staged("v2", 1));
    follow(announced("v1"), staged("v2", 1), announced("v3"));

    assertThat(slot.version()).contains("v3");
    assertThat(table.current().map(Shadow::version)).contains("v2");
    assertThat(fetched).containsExactly("v1", "v2", "ended v2", "v3", "v2");
  }

  @Test
  void shouldKeepTheShadowOfAPinnedVersion() {
    Pinned pin = new Pinned("v1", Optional.empty(), NOW);
    follow(announced("v1"), pin, staged("v2", 1));
    assertThat(table.current().map(Shadow::version)).contains("v2");

    follow(announced("v1"), pin, staged("v2", 1), announced("v2"));

    assertThat(slot.version()).contains("v1");
    assertThat(table.current()).isEmpty();
  }

  @Test
  void shouldServeOnAndReportOnceWhenTheShadowCannotBeLoaded() {
    failures.put("v2", new OutOfMemoryError("Java heap space"));

    follow(announced("v1"), staged("v2", 1));
    follow(announced("v1"), staged("v2", 1));

    assertThat(slot.version()).contains("v1");
    assertThat(table.current()).isEmpty();
    assertThat(reported).extracting(Rejected::modelVersion).containsExactly("v2");
    assertThat(reported.get(0).reason()).contains("Java heap space");
    assertThat(fetched).containsExactly("v1", "v2");
  }

  @Test
  void shouldTryAgainAfterAPauseWhenTheStoreIsAway() {
    failures.put("v2", new StoreUnavailableException("no broker", null));
    follow(announced("v1"), staged("v2", 1));
    failures.clear();
    follow(announced("v1"), staged("v2", 1));
    assertThat(table.current()).isEmpty();

    now = now.plus(Duration.ofMinutes(1));
    follow(announced("v1"), staged("v2", 1));

    assertThat(table.current().map(Shadow::version)).contains("v2");
    assertThat(reported).isEmpty();
  }

  @Test
  void shouldReportOnceThatNoShadowCanAnswerAndLoadItOnceOneCan() {
    obstacle = Optional.of("topic shadow-predictions not found");
    for (int i = 0; i < 3; i++) {
      follow(announced("v1"), staged("v2", 1));
      now = now.plus(Duration.ofMinutes(1));
    }
    assertThat(reported)
        .extracting(Rejected::reason)
        .containsExactly("topic shadow-predictions not found");

    obstacle = Optional.empty();
    follow(announced("v1"), staged("v2", 1));

    assertThat(table.current().map(Shadow::version)).contains("v2");
  }

  @Test
  void shouldEndTheShadowThatCanNoLongerAnswer() {
    follow(announced("v1"), staged("v2", 1));
    obstacle = Optional.of("not allowed to write to topic shadow-predictions");
    now = now.plus(Duration.ofSeconds(29));
    follow(announced("v1"), staged("v2", 1));
    assertThat(ended).as("it is looked for now and then").isEmpty();

    now = now.plus(Duration.ofSeconds(1));
    follow(announced("v1"), staged("v2", 1));

    assertThat(table.current()).isEmpty();
    assertThat(ended).containsExactly("v2");
    assertThat(reported).extracting(Rejected::reason).containsExactly(obstacle.get());

    obstacle = Optional.empty();
    now = now.plus(Duration.ofMinutes(1));
    follow(announced("v1"), staged("v2", 1));

    assertThat(table.current().map(Shadow::version)).contains("v2");
  }

  @Test
  void shouldPauseAfterAStreamThreadEndedTheShadow() {
    follow(announced("v1"), staged("v2", 1));
    table.set(Optional.empty());
    follow(announced("v1"), staged("v2", 1));
    now = now.plus(Duration.ofSeconds(29));
    follow(announced("v1"), staged("v2", 1));
    assertThat(table.current()).isEmpty();

    now = now.plus(Duration.ofSeconds(1));
    follow(announced("v1"), staged("v2", 1));

    assertThat(table.current().map(Shadow::version)).contains("v2");
  }

  @Test
  void shouldLoadNoShadowWhileTheInstanceDoesNotServeTheActiveVersion() {
    failures.put("v2", new CorruptArtifactException("broken"));

    follow(announced("v1"), announced("v2"), staged("v3", 1));

    assertThat(slot.version()).contains("v1");
    assertThat(table.current()).isEmpty();
    assertThat(fetched).containsExactly("v2", "v1");
  }

  @Test
  void shouldLoadTheStagedVersionAsACanaryThoughTheShadowsTopicIsMissing() {
    obstacle = Optional.of("topic shadow-predictions is missing");
    Staged canary = canary("v2", 0.25);
    follow(announced("v1"), canary);
    follow(announced("v1"), canary);

    assertThat(canaries.current().map(Canary::version)).contains("v2");
    assertThat(table.current()).isEmpty();
    assertThat(fetched).containsExactly("v1", "v2");
    assertThat(reported).isEmpty();

    follow(announced("v1"), canary, new RolledBack("v2", Optional.empty(), NOW));
    assertThat(canaries.current()).isEmpty();
    assertThat(ended).containsExactly("v2");
  }

  @Test
  void shouldEndTheCanaryWithAPinAndWithTheNextAnnouncement() {
    Staged canary = canary("v2", 0.25);
    Pinned pin = new Pinned("v1", Optional.empty(), NOW);
    follow(announced("v1"), canary);
    follow(announced("v1"), canary, pin);
    assertThat(canaries.current()).isEmpty();

    follow(announced("v1"), canary, pin, new Unpinned("v1", Optional.empty(), NOW));
    assertThat(canaries.current()).isPresent();

    follow(announced("v1"), canary, announced("v3"));
    assertThat(slot.version()).contains("v3");
    assertThat(canaries.current()).isEmpty();
  }

  /** Not its fault for sure, so that it is tried again. */
  @Test
  void shouldEndACanaryWhoseWorkerHasEndedReportItAndTryItAgainLater() {
    Staged canary = canary("v2", 0.25);
    follow(announced("v1"), canary);
    breaker.fail(new OutOfMemoryError("no room for its graph"));
    follow(announced("v1"), canary);

    assertThat(canaries.current()).isEmpty();
    assertThat(ended).containsExactly("v2");
    assertThat(reported).singleElement().extracting(Rejected::modelVersion).isEqualTo("v2");
    assertThat(reported.get(0).reason()).contains("no room for its graph");
    breaker = new CanaryBreaker();
    now = now.plus(Duration.ofMinutes(9));
    follow(announced("v1"), canary);
    assertThat(canaries.current()).isEmpty();

    now = now.plus(Duration.ofMinutes(1));
    follow(announced("v1"), canary);
    assertThat(canaries.current()).isPresent();
    assertThat(reported).hasSize(1);
  }

  @Test
  void shouldTurnAShadowIntoACanary() {
    follow(announced("v1"), staged("v2", 1));
    follow(announced("v1"), staged("v2", 1), canary("v2", 0.25));

    assertThat(table.current()).isEmpty();
    assertThat(canaries.current().map(Canary::share)).contains(0.25);
    follow(announced("v1"), staged("v2", 1), canary("v2", 0.25), announced("v2"));
    assertThat(slot.version()).contains("v2");
    assertThat(canaries.current()).isEmpty();
  }

  @Test
  void shouldEndTheCanaryThatWaitsForApproval() {
    follow(announced("v1"), canary("v2", 0.25));
    assertThat(canaries.current()).isPresent();

    Staged waiting =
        new Staged(
            "v2", Stage.APPROVAL, 0, announced("v2"), Optional.empty(), Optional.empty(), NOW);
    follow(announced("v1"), canary("v2", 0.25), waiting);

    assertThat(canaries.current()).isEmpty();
    assertThat(table.current()).isEmpty();
    assertThat(ended).containsExactly("v2");
    assertThat(slot.version()).contains("v1");
  }

  private static Staged canary(String version, double share) {
    return new Staged(version, Stage.CANARY, share, announced(version), Optional.empty(), NOW);
  }

  private void follow(ModelEvent... events) {
    ModelRegistry registry = ModelRegistry.empty();
    for (ModelEvent event : events) {
      registry = registry.apply(event);
    }
    shadows.release(registry);
    activator.follow(registry);
    shadows.load(registry);
  }

  private StagedModel shadow(ServingModel model, Staged staged) {
    String version = staged.modelVersion();
    assertThat(model.manifest().version()).isEqualTo(version);
    Runnable end =
        () -> {
          fetched.add("ended " + version);
          ended.add(version);
        };
    return staged.stage() == Stage.CANARY
        ? new Canary(version, staged.share(), new FakeClassifier(true), breaker, end)
        : new Shadow(version, staged.share(), new FakeClassifier(true), end);
  }

  private ModelArtifact fetch(Announced announced) {
    fetched.add(announced.modelVersion());
    Throwable failure = failures.get(announced.modelVersion());
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return artifact(announced.modelVersion());
  }

  private ServingModel load(ModelArtifact artifact) {
    if (failures.get(artifact.manifest().version()) instanceof Error error) {
      throw error;
    }
    return ServingModel.load(artifact, engine, 2);
  }

  private static Staged staged(String version, double share) {
    return new Staged(version, Stage.SHADOW, share, announced(version), Optional.empty(), NOW);
  }

  private static Announced announced(String version) {
    String sha256 = artifact(version).manifest().sha256();
    return new Announced(
        version, "here", sha256, 2, LABELS, Optional.empty(), Optional.empty(), NOW);
  }

  private static ModelArtifact artifact(String version) {
    byte[] onnx = version.getBytes(StandardCharsets.UTF_8);
    return new ModelArtifact(
        new Manifest(
            version,
            LABELS,
            InputSpec.square(1),
            Normalisation.IMAGENET,
            "fake",
            Optional.empty(),
            "none",
            Map.of(),
            NOW,
            Sha256.of(onnx),
            onnx.length),
        onnx);
  }
}
