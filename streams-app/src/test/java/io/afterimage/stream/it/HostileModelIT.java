package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.afterimage.images.InputSpec;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.networks.RandomHeads;
import io.afterimage.registry.ModelReports;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that a broken or hostile publisher announces to a stream that serves. */
class HostileModelIT {

  private static final int IMAGES = 20;

  @TempDir private static Path folder;
  private static Stage stage;

  @BeforeAll
  static void open() {
    stage = new Stage(folder);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @Test
  void shouldRefuseEveryBrokenVersionAndGoOnServing() {
    TopicNames names = stage.topics("hostile-");
    stage.publish(names, Stage.MODELS.withHead(1));
    try (StreamInstance instance = start(names, "serving");
        HostilePublisher hostile = new HostilePublisher(stage, names);
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      produce(names);
      await().atMost(Stage.limit()).until(() -> log.count() == IMAGES);

      Map<String, Rejected> rejected = announceBrokenModels(names, hostile);

      produce(names);
      await().atMost(Stage.limit()).until(() -> log.count() == 2 * IMAGES);
      assertThat(log.versions()).containsExactly("v1");
      await().atMost(Stage.limit()).until(() -> instance.health().ready());
      assertThat(instance.metrics().get("afterimage.model.rejected").counter().count())
          .isEqualTo(11);
      assertThat(rejected.values()).extracting(Rejected::instance).containsOnly("serving");
      assertThat(rejected.get("v2").reason()).contains("SHA-256");
      assertThat(rejected.get("v3").reason()).contains("v3/00001 is missing");
      assertThat(rejected.get("v4").reason()).contains("bytes, expected are");
      assertThat(rejected.get("v5").reason()).contains("not an ONNX model");
      assertThat(rejected.get("v6").reason()).contains("takes 64x64 images", "says 32x32");
      assertThat(rejected.get("v7").reason()).contains("2 values", "3 labels");
      assertThat(rejected.get("v8").reason()).contains("1073741824 bytes", "model.max.bytes");
      assertThat(rejected.get("v9").reason()).contains("3 labels, 'boot' at 0, announced were");
      assertThat(rejected.get("v10").reason()).contains("head.weight", "external data");
      assertThat(rejected.get("v11").reason()).contains("custom operator ai.acme::Softmax");
      assertThat(rejected.get("v12").reason()).contains("3 of 3 labels", "prediction.scores");
    }
    try (StreamInstance instance = start(names, "serving");
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      await().atMost(Stage.limit()).until(() -> instance.health().ready());
      assertThat(instance.health().details()).containsEntry("modelVersion", "v1");
      assertThat(instance.metrics().get("afterimage.model.rejected").counter().count()).isZero();
      stage.publish(names, Stage.MODELS.withHead(2));
      await()
          .atMost(Stage.limit())
          .until(() -> instance.health().details().get("modelVersion").equals("v13"));
      produce(names);
      await().atMost(Stage.limit()).until(() -> log.count() == 3 * IMAGES);
      assertThat(log.versions()).containsExactlyInAnyOrder("v1", "v13");
    }
  }

  /** As where an earlier release created the topics. */
  @Test
  void shouldServeWithoutTheTopicOfReportsAndNotCreateIt() throws Exception {
    TopicNames names = stage.topics("unreported-");
    deleteReports(names);
    stage.publish(names, Stage.MODELS.withHead(1));
    try (StreamInstance instance = start(names, "serving");
        HostilePublisher hostile = new HostilePublisher(stage, names)) {
      await().atMost(Stage.limit()).until(() -> instance.health().ready());

      Broken broken = brokenModels().get(0);
      hostile.announce("v2", broken.model(), broken.stored(), broken.announced());

      await().atMost(Stage.limit()).until(() -> rejections(instance) == 1);
      stage.publish(names, Stage.MODELS.withHead(2));
      await()
          .atMost(Stage.limit())
          .until(() -> instance.health().details().get("modelVersion").equals("v3"));
      await().atMost(Stage.limit()).until(() -> instance.health().ready());
    }
    assertThat(reports(names).exist()).isFalse();
    assertThat(reports(names).rejections()).isEmpty();
  }

  @Test
  void shouldWithdrawAVersionThatHasTooFewAnswersAndServeTheOneBefore() {
    TopicNames names = stage.topics("unanswered-");
    stage.publish(names, Stage.MODELS.withHead(1));
    Map<String, String> options = stage.options(names, "serving");
    options.put("model.no.answer.window", "20");
    byte[] black = Images.black();
    try (StreamInstance instance = StreamInstance.start(StreamConfig.from(options));
        AnswerLog answers = new AnswerLog(stage, names)) {
      await().atMost(Stage.limit()).until(() -> instance.health().ready());
      stage.publish(
          names,
          changed(Stage.MODELS.withHead(2), HostileModelIT::divideByTheBrightestPixel).model());
      awaitVersion(instance, "v2");

      List<ImagePointer> mixed =
          send(names, List.of(Images.png(1), black, Images.png(2), Images.png(3)));

      await().atMost(Stage.limit()).until(() -> answers.count() == mixed.size());
      assertThat(answers.deadLetters(mixed.get(1)))
          .singleElement()
          .extracting(AnswerLog::reason)
          .isEqualTo("no-answer");
      for (int neighbour : new int[] {0, 2, 3}) {
        assertThat(answers.predictions(mixed.get(neighbour)))
            .singleElement()
            .extracting(Prediction::modelVersion)
            .isEqualTo("v2");
      }
      assertThat(instance.health().details()).containsEntry("modelVersion", "v2");

      List<ImagePointer> dark = send(names, Collections.nCopies(IMAGES, black));

      Rejected rejected = stage.awaitRejection(names, "v2");
      assertThat(rejected.instance()).isEqualTo("serving");
      assertThat(rejected.reason()).contains("no answer to", "of the last");
      awaitVersion(instance, "v1");
      await().atMost(Stage.limit()).until(() -> instance.health().ready());
      ImagePointer last = send(names, List.of(black)).get(0);
      int all = mixed.size() + dark.size() + 1;
      await().atMost(Stage.limit()).until(() -> answers.count() == all);
      assertThat(answers.answered()).hasSize(all).doesNotHaveDuplicates();
      assertThat(answers.predictions(last))
          .singleElement()
          .extracting(Prediction::modelVersion)
          .isEqualTo("v1");
    }
  }

  private static void awaitVersion(StreamInstance instance, String version) {
    await()
        .atMost(Stage.limit())
        .until(() -> version.equals(instance.health().details().get("modelVersion")));
  }

  /** At once and to one partition, so that they come into batches together. */
  private static List<ImagePointer> send(TopicNames names, List<byte[]> images) {
    try (KafkaProducer<String, byte[]> producer = stage.producer()) {
      List<Future<RecordMetadata>> sent =
          images.stream()
              .map(image -> producer.send(new ProducerRecord<>(names.images(), 0, "any", image)))
              .toList();
      List<ImagePointer> pointers = new ArrayList<>();
      for (Future<RecordMetadata> each : sent) {
        pointers.add(new ImagePointer(names.images(), 0, each.get().offset()));
      }
      return pointers;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("an image was not produced", e);
    }
  }

  private static double rejections(StreamInstance instance) {
    return instance.metrics().get("afterimage.model.rejected").counter().count();
  }

  private static ModelReports reports(TopicNames names) {
    return new ModelReports(stage.clients(), names.modelReports(), Stage.limit());
  }

  private static void deleteReports(TopicNames names)
      throws ExecutionException, InterruptedException {
    try (Admin admin = stage.clients().admin()) {
      admin.deleteTopics(List.of(names.modelReports())).all().get();
    }
    await().atMost(Stage.limit()).until(() -> !reports(names).exist());
  }

  /** A model, and what is stored for it. */
  private record Broken(ModelArtifact model, byte[] stored, List<String> announced) {

    Broken(ModelArtifact model, byte[] stored) {
      this(model, stored, model.manifest().labels());
    }
  }

  private static List<Broken> brokenModels() {
    ModelArtifact good = Stage.MODELS.withHead(3);
    byte[] corrupted = good.onnx().clone();
    corrupted[corrupted.length / 2] ^= 1;
    byte[] half = Arrays.copyOf(good.onnx(), good.onnx().length / 2);
    byte[] larger = new RandomHeads(Stage.MODELS.labels(), InputSpec.square(64)).withHead(3).onnx();
    byte[] fewer =
        new RandomHeads(List.of("boot", "coat"), InputSpec.square(32)).withHead(3).onnx();
    ModelArtifact longLabels =
        new RandomHeads(
                Stage.MODELS.labels().stream().map(label -> label.repeat(50_000)).toList(),
                InputSpec.square(32))
            .withHead(3);
    return List.of(
        new Broken(good, corrupted),
        new Broken(good, Arrays.copyOf(good.onnx(), 512 * 1024)),
        new Broken(good, Arrays.copyOf(good.onnx(), good.onnx().length - 1)),
        new Broken(Stage.MODELS.unpublished(half, "half a file"), half),
        new Broken(Stage.MODELS.unpublished(larger, "another size"), larger),
        new Broken(Stage.MODELS.unpublished(fewer, "a label less"), fewer),
        new Broken(Stage.MODELS.claiming(1L << 30), new byte[1]),
        new Broken(good, good.onnx(), List.of("shoe", "coat", "bag")),
        changed(good, HostileModelIT::moveWeightsElsewhere),
        changed(good, HostileModelIT::useCustomOperator),
        new Broken(longLabels, longLabels.onnx()));
  }

  private static Broken changed(ModelArtifact good, Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(good.onnx()).toBuilder();
      change.accept(model.getGraphBuilder());
      byte[] onnx = model.build().toByteArray();
      return new Broken(Stage.MODELS.unpublished(onnx, "changed"), onnx);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static void moveWeightsElsewhere(GraphProto.Builder graph) {
    graph.getInitializerBuilderList().stream()
        .filter(constant -> constant.getName().equals("head.weight"))
        .forEach(
            constant ->
                constant
                    .clearRawData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue("weights.bin")));
  }

  /** 0 by 0 is not a number: a black image has no probabilities, any other has its own. */
  private static void divideByTheBrightestPixel(GraphProto.Builder graph) {
    graph.getNodeBuilderList().stream()
        .filter(node -> node.getOutput(0).equals(Manifest.OUTPUT_TENSOR))
        .forEach(node -> node.setOutput(0, "sound"));
    graph
        .addNode(node("ReduceMax", "of_planes", "floats").addAttribute(axes(2, 3)))
        .addNode(node("ReduceMax", "brightest", "of_planes").addAttribute(axes(1)))
        .addNode(node("Div", "one_or_none", "brightest", "brightest"))
        .addNode(node("Flatten", "column", "one_or_none"))
        .addNode(node("Mul", Manifest.OUTPUT_TENSOR, "sound", "column"));
  }

  private static NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static AttributeProto axes(long... axes) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName("axes").setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(axes).forEach(attribute::addInts);
    return attribute.build();
  }

  private static void useCustomOperator(GraphProto.Builder graph) {
    graph.getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals("Softmax"))
        .forEach(node -> node.setDomain("ai.acme"));
  }

  /** One after the other: of several that come at once, an instance tries the newest alone. */
  private static Map<String, Rejected> announceBrokenModels(
      TopicNames names, HostilePublisher hostile) {
    Map<String, Rejected> rejected = new TreeMap<>();
    for (Broken each : brokenModels()) {
      String version = "v" + (rejected.size() + 2);
      hostile.announce(version, each.model(), each.stored(), each.announced());
      rejected.put(version, stage.awaitRejection(names, version));
    }
    return rejected;
  }

  private static void produce(TopicNames names) {
    ImageFlow.start(stage, names.images(), IMAGES, 1000).join();
  }

  private static StreamInstance start(TopicNames names, String instance) {
    return StreamInstance.start(StreamConfig.from(stage.options(names, instance)));
  }
}
