package io.afterimage.cli.operations;

import io.afterimage.kafka.rights.Right;
import io.afterimage.kafka.rights.Rights;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** What {@code infra/kubernetes/strimzi} should hold, made from the definitions in the code. */
final class StrimziFiles {

  private static final String HEADER =
      "# Made from the code: mvn -pl cli -am test -Dtest=StrimziTest -Dafterimage.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false\n";
  private static final String CLUSTER = "  labels:\n    strimzi.io/cluster: kafka\n";
  private static final String API = "apiVersion: kafka.strimzi.io/v1beta2\n";

  private StrimziFiles() {}

  static String topics() {
    StringBuilder yaml = new StringBuilder(HEADER);
    for (TopicDefinition topic :
        Topics.definitions(TopicSettings.defaults().withReplicationFactor((short) 3))) {
      yaml.append("---\n").append(API).append("kind: KafkaTopic\nmetadata:\n");
      yaml.append("  name: ").append(topic.name()).append('\n').append(CLUSTER);
      yaml.append("spec:\n  partitions: ").append(topic.partitions()).append('\n');
      yaml.append("  replicas: 3\n  config:\n");
      topic
          .config()
          .forEach((name, value) -> yaml.append("    %s: \"%s\"%n".formatted(name, value)));
    }
    return yaml.toString();
  }

  static String users() {
    TopicNames names = TopicNames.plain();
    return HEADER
        + user("afterimage-stream", Rights.stream(names, "afterimage-stream"))
        + user(
            "afterimage-trainer",
            Rights.trainer(
                names, "afterimage-trainer", "afterimage-publisher", "afterimage-stream"))
        + user(
            "afterimage-console",
            Rights.console(names, List.of("afterimage-stream", "afterimage-trainer")));
  }

  private static String user(String name, List<Right> rights) {
    StringBuilder yaml =
        new StringBuilder("---\n").append(API).append("kind: KafkaUser\nmetadata:\n");
    yaml.append("  name: ").append(name).append('\n').append(CLUSTER);
    yaml.append("spec:\n  authentication:\n    type: scram-sha-512\n");
    yaml.append("  authorization:\n    type: simple\n    acls:\n");
    for (Right right : rights) {
      yaml.append("      - resource:\n          type: ").append(type(right.type())).append('\n');
      yaml.append("          name: \"").append(right.name()).append("\"\n");
      yaml.append("          patternType: ").append(right.prefixed() ? "prefix" : "literal");
      yaml.append("\n        operations: [");
      yaml.append(
          String.join(
              ", ",
              new TreeSet<>(right.operations()).stream().map(StrimziFiles::operation).toList()));
      yaml.append("]\n");
    }
    return yaml.toString();
  }

  private static String type(ResourceType type) {
    return type == ResourceType.TRANSACTIONAL_ID
        ? "transactionalId"
        : type.name().toLowerCase(Locale.ROOT);
  }

  /** As Strimzi and the command-line tools spell it: {@code DescribeConfigs}. */
  static String operation(AclOperation operation) {
    StringBuilder spelled = new StringBuilder();
    for (String word : operation.name().split("_", -1)) {
      spelled.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return spelled.toString();
  }
}
