package io.afterimage.stream.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.images.Decoded;
import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.BatchingConfig;
import io.afterimage.models.classifier.ClassifierMetrics;
import io.afterimage.models.classifier.MicroBatcher;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.classifier.NoAnswerLimit;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.service.News;
import io.afterimage.stream.serving.ActivationState.Serving;
import io.afterimage.stream.serving.ActivationState.Waiting;
import io.afterimage.testkit.LogLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionActivatorTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final List<String> LABELS = List.of("cat", "dog");

  private final ModelSlot slot = new ModelSlot();
  private final Map<String, RuntimeException> fetchFailures = new HashMap<>();
  private final List<String> fetched = new ArrayList<>();
  private final Map<String, String> storedInstead = new HashMap<>();
  private final List<Rejected> reported = new ArrayList<>();
  private boolean reportsArrive = true;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final UniformEngine engine = new UniformEngine(LABELS.size());
  private final Map<String, Throwable> loadFailures = new HashMap<>();
  private final VersionActivator activator = activator(RejectedVersions.inMemory());
  @TempDir private Path folder;

  @Test
  void shouldWaitWhileNothingIsAnnounced() {
    activator.follow(ModelRegistry.empty());

    assertThat(slot.version()).isEmpty();
    assertThat(activator.state()).isInstanceOf(Waiting.class);
  }

  @Test
  void shouldServeTheNewestVersionAndFollowToTheNext() {
    activator.follow(registry(announced("v1"), announced("v2")));
    assertThat(slot.version()).contains("v2");

    activator.follow(registry(announced("v1"), announced("v2"), announced("v3")));

    assertThat(slot.version()).contains("v3");
    assertThat(activator.state()).isEqualTo(new Serving("v3", NOW));
    assertThat(fetched).containsExactly("v2", "v3");
    assertThat(metrics.get("afterimage.model.swap").timer().count()).isEqualTo(2);
  }

  @Test
  void shouldTellInOneLineWhichVersionServesAfterWhich() {
    try (LogLines news = new LogLines(News.LOGGER)) {
      activator.follow(registry(announced("v1")));
      activator.follow(registry(announced("v1")));
      activator.follow(registry(announced("v1"), announced("v2")));

      assertThat(news.lines())
          .hasSize(2)
          .satisfiesExactly(
              first ->
                  assertThat(first)
                      .startsWith("model version is active version=\"v1\" before=\"none\"")
                      .contains("announced=\"" + NOW + "\""),
              second -> assertThat(second).contains("version=\"v2\" before=\"v1\""));
    }
  }

  @Test
  void shouldNotFetchTheVersionThatServes() {
    activator.follow(registry(announced("v1")));
    activator.follow(registry(announced("v1")));

    assertThat(fetched).containsExactly("v1");
  }

  @Test
  void shouldKeepServingWhenANewVersionIsCorruptAndReportItOnce() {
    activator.follow(registry(announced("v1")));
    fetchFailures.put("v2", new CorruptArtifactException("chunk 3 of version v2 is missing"));

    activator.follow(registry(announced("v1"), announced("v2")));
    activator.follow(registry(announced("v1"), announced("v2")));

    assertThat(slot.version()).contains("v1");
    assertThat(reported)
        .containsExactly(new Rejected("v2", "instance-1", "chunk 3 of version v2 is missing", NOW));
    assertThat(fetched).containsExactly("v1", "v2");
  }

  @Test
  void shouldServeTheGoodOneOfTwoVersionsThatWereAnnouncedAtOnce() {
    activator.follow(registry(announced("v1")));
    fetchFailures.put("v3", new CorruptArtifactException("broken"));

    activator.follow(registry(announced("v1"), announced("v2"), announced("v3")));

    assertThat(slot.version()).contains("v2");
    assertThat(reported).containsExactly(new Rejected("v3", "instance-1", "broken", NOW));
    assertThat(fetched).containsExactly("v1", "v3", "v2");
  }

  @Test
  void shouldNotGoBackToAVersionOlderThanTheOneThatServes() {
    activator.follow(registry(announced("v1"), announced("v2")));
    fetchFailures.put("v3", new CorruptArtifactException("broken"));

    activator.follow(registry(announced("v1"), announced("v2"), announced("v3")));

    assertThat(slot.version()).contains("v2");
    assertThat(fetched).containsExactly("v2", "v3");
  }

  @Test
  void shouldKeepServingAWithdrawnVersionWhenNoOtherCanBeLoaded() {
    fetchFailures.put("v1", new CorruptArtifactException("broken"));
    activator.follow(registry(announced("v1"), announced("v2")));

    activator.follow(
        registry(announced("v1"), announced("v2"), new RolledBack("v2", Optional.empty(), NOW)));

    assertThat(slot.version()).contains("v2");
    assertThat(activator.state()).isEqualTo(new Serving("v2", NOW));
  }

  @Test
  void shouldFallBackToTheNextCandidateWhenItServesNothingYet() {
    fetchFailures.put("v2", new CorruptArtifactException("broken"));

    activator.follow(registry(announced("v1"), announced("v2")));

    assertThat(slot.version()).contains("v1");
  }

  @Test
  void shouldSayThatNoVersionCouldBeLoaded() {
    fetchFailures.put("v1", new CorruptArtifactException("broken"));

    activator.follow(registry(announced("v1")));

    assertThat(activator.state())
        .isEqualTo(new Waiting("none of the announced versions [v1] could be loaded"));
  }

  @Test
  void shouldPassOnTroubleThatMayPassAndTryAgain() {
    fetchFailures.put("v1", new StoreUnavailableException("the store does not answer"));
    assertThatThrownBy(() -> activator.follow(registry(announced("v1"))))
        .hasMessage("the store does not answer");
    fetchFailures.clear();

    activator.follow(registry(announced("v1")));

    assertThat(slot.version()).contains("v1");
    assertThat(reported).isEmpty();
  }

  @Test
  void shouldRefuseAnArtefactThatIsNotTheAnnouncedOne() {
    storedInstead.put("v2", "v1");

    activator.follow(registry(announced("v1", "00ff"), announced("v2", sha256("v1"))));

    assertThat(slot.version()).isEmpty();
    assertThat(reported)
        .extracting(Rejected::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("holds version v1", "announced was version v2"),
            reason -> assertThat(reason).contains(sha256("v1"), "00ff"));
  }

  @Test
  void shouldRefuseAVersionWhoseManifestHasOtherLabelsThanWereAnnounced() {
    Announced honest = announced("v1");
    activator.follow(
        registry(
            new Announced(
                "v1",
                honest.location(),
                honest.sha256(),
                honest.bytes(),
                List.of("cat", "lynx"),
                Optional.empty(),
                Optional.empty(),
                NOW)));

    assertThat(slot.version()).isEmpty();
    assertThat(reported)
        .extracting(Rejected::reason)
        .containsExactly(
            "the manifest of version v1 has 2 labels, 'dog' at 1, announced were 2 labels, 'lynx'"
                + " at 1");
  }

  @Test
  void shouldRefuseAVersionWhoseManifestHasAnotherLengthThanWasAnnounced() {
    Announced honest = announced("v1");
    activator.follow(
        registry(
            new Announced(
                "v1",
                honest.location(),
                honest.sha256(),
                3,
                LABELS,
                Optional.empty(),
                Optional.empty(),
                NOW)));

    assertThat(reported)
        .extracting(Rejected::reason)
        .containsExactly("the manifest of version v1 says 2 bytes, announced were 3");
  }

  @Test
  void shouldRejectAVersionWhateverItsLoadingThrows() {
    loadFailures.put("v4", new OutOfMemoryError("Direct buffer memory"));
    loadFailures.put("v3", new StackOverflowError());
    loadFailures.put("v2", new IllegalStateException("nobody thought of this"));

    activator.follow(registry(announced("v1"), announced("v2"), announced("v3"), announced("v4")));

    assertThat(slot.version()).contains("v1");
    assertThat(reported).extracting(ModelEvent::modelVersion).containsExactly("v4", "v3", "v2");
  }

  @Test
  void shouldNotTryARejectedVersionAgainAfterARestart() {
    loadFailures.put("v2", new CorruptArtifactException("broken"));
    activator(remembered("program 1")).follow(registry(announced("v1"), announced("v2")));
    fetched.clear();
    reported.clear();
    slot.close();

    VersionActivator restarted = activator(remembered("program 1"));
    restarted.follow(registry(announced("v1"), announced("v2")));

    assertThat(slot.version()).contains("v1");
    assertThat(fetched).containsExactly("v1");
    assertThat(reported).isEmpty();
  }

  @Test
  void shouldTryARejectedVersionAgainWithAnotherProgram() {
    loadFailures.put("v2", new CorruptArtifactException("broken"));
    activator(remembered("program 1")).follow(registry(announced("v1"), announced("v2")));
    loadFailures.clear();

    activator(remembered("program 2")).follow(registry(announced("v1"), announced("v2")));

    assertThat(slot.version()).contains("v2");
  }

  @Test
  void shouldFallBackFromAVersionThatHasNoAnswersAndReportIt() throws Exception {
    activator.follow(registry(announced("v1"), announced("v2")));
    answerNothing();

    assertThat(activator.isRestless()).isTrue();
    activator.follow(registry(announced("v1"), announced("v2")));
    activator.follow(registry(announced("v1"), announced("v2")));

    assertThat(slot.version()).contains("v1");
    assertThat(reported)
        .containsExactly(
            new Rejected("v2", "instance-1", "no answer to 4 of the last 4 images", NOW));
  }

  @Test
  void shouldKeepAVersionThatHasNoAnswersWhileNoOtherCanServe() throws Exception {
    activator.follow(registry(announced("v1")));
    answerNothing();

    activator.follow(registry(announced("v1")));
    activator.follow(registry(announced("v1")));
    assertThat(slot.version()).contains("v1");
    assertThat(reported).hasSize(1);

    activator.follow(registry(announced("v1"), announced("v2")));
    assertThat(slot.version()).contains("v2");
    assertThat(reported).hasSize(1);
  }

  @Test
  void shouldServeTheNextCandidateWhenARejectionCannotBePublished() {
    fetchFailures.put("v2", new CorruptArtifactException("broken"));
    reportsArrive = false;

    activator.follow(registry(announced("v1"), announced("v2")));

    assertThat(slot.version()).contains("v1");
    assertThat(reported).isEmpty();
  }

  @Test
  void shouldFollowPinsAndRollbacks() {
    activator.follow(registry(announced("v1"), announced("v2")));
    activator.follow(
        registry(announced("v1"), announced("v2"), new Pinned("v1", Optional.empty(), NOW)));
    assertThat(slot.version()).contains("v1");

    activator.follow(
        registry(
            announced("v1"),
            announced("v2"),
            announced("v3"),
            new RolledBack("v3", Optional.empty(), NOW)));

    assertThat(slot.version()).contains("v2");
  }

  private VersionActivator activator(RejectedVersions rejected) {
    ServingMetrics serving = new ServingMetrics(metrics);
    return new VersionActivator(
        slot,
        new VersionLoader(this::fetch, this::load, rejected, serving),
        rejected,
        new Rejections(this::report, "instance-1", serving, () -> NOW),
        serving,
        () -> NOW);
  }

  private RejectedVersions remembered(String circumstances) {
    return RejectedVersions.in(folder.resolve("rejected.json"), circumstances);
  }

  private ServingModel load(ModelArtifact artifact) {
    Throwable failure = loadFailures.get(artifact.manifest().version());
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
    return ServingModel.load(artifact, engine, 2, new NoAnswerLimit(0.5, 10));
  }

  /** Four images, of which the version that serves makes nothing. */
  private void answerNothing() throws Exception {
    engine.answersNothing = true;
    try (MicroBatcher batcher =
        new MicroBatcher(
            new BatchingConfig(1, 2, Duration.ZERO, 0),
            slot,
            (image, input) -> new Decoded.Pixels(new byte[input.bytesPerImage()]),
            new ClassifierMetrics(metrics),
            fatal -> {})) {
      for (CompletableFuture<Answer> answer : batcher.submit(Collections.nCopies(4, new byte[1]))) {
        assertThat(answer.get(3, TimeUnit.MINUTES)).isInstanceOf(Answer.NoAnswer.class);
      }
    }
    engine.answersNothing = false;
  }

  private ModelArtifact fetch(Announced announced) {
    fetched.add(announced.modelVersion());
    RuntimeException failure = fetchFailures.get(announced.modelVersion());
    if (failure != null) {
      throw failure;
    }
    return artifact(storedInstead.getOrDefault(announced.modelVersion(), announced.modelVersion()));
  }

  private void report(Rejected event) {
    if (!reportsArrive) {
      throw new IllegalStateException("the broker does not answer");
    }
    reported.add(event);
  }

  private static ModelRegistry registry(ModelEvent... events) {
    ModelRegistry registry = ModelRegistry.empty();
    for (ModelEvent event : events) {
      registry = registry.apply(event);
    }
    return registry;
  }

  private static Announced announced(String version) {
    return announced(version, sha256(version));
  }

  private static Announced announced(String version, String sha256) {
    return new Announced(
        version, "here", sha256, 2, LABELS, Optional.empty(), Optional.empty(), NOW);
  }

  private static String sha256(String version) {
    return artifact(version).manifest().sha256();
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
