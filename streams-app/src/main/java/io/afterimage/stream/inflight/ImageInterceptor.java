package io.afterimage.stream.inflight;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;

/**
 * Sees each polled set of records before the topology does and submits the images among them.
 * Instantiated by the main consumer of each stream thread; changes nothing that it sees.
 */
public final class ImageInterceptor implements ConsumerInterceptor<byte[], byte[]> {

  private InFlightTable table;

  @Override
  public void configure(Map<String, ?> configs) {
    if (configs.get(InFlightTable.CONFIG) instanceof InFlightTable configured) {
      table = configured;
    } else {
      throw new ConfigException(
          InFlightTable.CONFIG, configs.get(InFlightTable.CONFIG), "must be an InFlightTable");
    }
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      if (partition.topic().equals(table.topic())) {
        List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
        table.submit(partition, polled);
      }
    }
    table.polledBytes().polled();
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
