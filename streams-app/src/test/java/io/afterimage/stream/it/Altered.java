package io.afterimage.stream.it;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Topics as somebody else may have configured them. */
final class Altered {

  private Altered() {}

  static void topic(Stage stage, String topic, Map<String, String> settings) throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    changes.put(
        new ConfigResource(ConfigResource.Type.TOPIC, topic),
        settings.entrySet().stream()
            .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), OpType.SET))
            .toList());
    try (Admin admin = stage.clients().admin()) {
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }
}
