package io.afterimage.stream.runtime;

import io.afterimage.kafka.groups.GroupOwner;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.config.StreamsProperties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer group of a pipeline's streams. */
public final class StreamGroup {

  private static final String APPLICATION_ID = "application.id";

  private static final Logger log = LoggerFactory.getLogger(StreamGroup.class);

  private StreamGroup() {}

  /**
   * The one that the configuration names, or that holds this pipeline's position since before 0.2.
   *
   * @throws io.afterimage.kafka.topics.StartException when it works on other topics
   */
  public static String find(StreamConfig config) {
    TopicNames topics = config.kafka().topics();
    Set<String> own = topics.all();
    try (GroupOwner groups =
        new GroupOwner(StreamsProperties.forClients(config), config.instance().startTimeout())) {
      String found =
          groups.choose(
              APPLICATION_ID,
              config.instance().applicationId(),
              config.instance().formerApplicationId(),
              "",
              topics.images(),
              TopicNames.plain().images());
      groups.requireOwn(
          APPLICATION_ID, found, topic -> own.contains(topic) || topic.startsWith(found + "-"));
      groups
          .lookalike(found)
          .ifPresent(
              topic ->
                  log.atWarn()
                      .addKeyValue("applicationId", found)
                      .addKeyValue("topic", topic)
                      .log(
                          "application.id differs from the start of a topic only in '.' and '_':"
                              + " Kafka may refuse to create internal topics"));
      return found;
    }
  }
}
