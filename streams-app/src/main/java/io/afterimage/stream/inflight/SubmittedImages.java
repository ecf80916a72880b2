package io.afterimage.stream.inflight;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Told of what an {@link InFlightTable} hands to its classifier, on the stream's threads. */
public interface SubmittedImages {

  /** Nobody is told. */
  SubmittedImages UNSEEN =
      new SubmittedImages() {
        @Override
        public void submitted(
            TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {}

        @Override
        public void dropped(TopicPartition partition) {}
      };

  /** These images of one partition were handed over, in their order. */
  void submitted(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records);

  /** A partition's answers are no longer asked for. */
  void dropped(TopicPartition partition);
}
