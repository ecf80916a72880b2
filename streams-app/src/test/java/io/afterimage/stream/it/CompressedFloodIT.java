package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.Main;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images of 30 MB that a producer's compression makes small: one fetch, and one poll, brings more
 * than the heap.
 */
class CompressedFloodIT {

  private static final int IMAGES = 24;
  private static final int SIDE = 3160;

  @TempDir private Path folder;

  @Test
  void shouldAnswerEachWithASmallHeap() throws Exception {
    try (Stage stage = new Stage(folder)) {
      TopicNames names = stage.topics("flood-");
      stage.publish(names, Stage.MODELS.withHead(1));
      List<String> ids = send(stage, names);
      Path log = folder.resolve("stream.log");
      Map<String, String> options = stage.options(names, "a");
      options.put("picture.max.bytes", Integer.toString(32 * 1024 * 1024));
      try (ServiceProcess stream =
              new ServiceProcess(
                      ServiceProcess.Program.small(
                          Main.class, EnvironmentOptions.variables(options), log))
                  .start();
          PredictionLog predictions = new PredictionLog(stage, names.predictions())) {
        await()
            .atMost(Stage.limit())
            .until(() -> predictions.count() >= IMAGES || !stream.isAlive());
        assertThat(log).content().doesNotContain("OutOfMemoryError");
        assertThat(stream.isAlive()).isTrue();
        assertThat(predictions.predictions())
            .extracting(Prediction::imageId)
            .containsExactlyInAnyOrderElementsOf(ids);
      }
    }
  }

  private static List<String> send(Stage stage, TopicNames names) throws Exception {
    Map<String, Object> properties = new HashMap<>(stage.clients().properties());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 36 * 1024 * 1024);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L * 1024 * 1024);
    byte[] image = blankBmp();
    List<String> ids = new ArrayList<>();
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < IMAGES; i++) {
        ids.add("image-" + i);
        sent.add(producer.send(new ProducerRecord<>(names.images(), 0, ids.get(i), image)));
      }
      for (Future<?> each : sent) {
        each.get();
      }
    }
    return ids;
  }

  /** 24 bits for each pixel, all black. */
  private static byte[] blankBmp() {
    int row = SIDE * 3 / 4 * 4;
    int start = 14 + 40;
    ByteBuffer bmp = ByteBuffer.allocate(start + row * SIDE).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(start);
    bmp.putInt(40).putInt(SIDE).putInt(SIDE).putShort((short) 1).putShort((short) 24);
    return bmp.array();
  }
}
