package io.afterimage.trainer.service;

import io.afterimage.kafka.groups.GroupOwner;
import io.afterimage.schemas.topics.TopicNames;
import java.util.Optional;

/**
 * The consumer groups of a pipeline's trainers.
 *
 * @param control whose owner acts; transactional ids begin with it
 * @param watched the stream's, where it is watched
 */
public record TrainerGroups(String control, Optional<String> watched) {

  private static final String APPLICATION_ID = "application.id";
  private static final String INTAKE = "-intake";
  private static final String NOTIFICATIONS = "-notifications";

  /** The group that reads feedback. */
  public String intake() {
    return control + INTAKE;
  }

  /** The group whose offsets say what the webhook was told. */
  public String notifications() {
    return control + NOTIFICATIONS;
  }

  /**
   * Those that the configuration names, or that hold this pipeline's position since before 0.2.
   *
   * @throws io.afterimage.kafka.topics.StartException when one works on other topics
   */
  public static TrainerGroups find(TrainerConfig config) {
    TopicNames topics = config.kafka().topics();
    TopicNames plain = TopicNames.plain();
    try (GroupOwner groups =
        new GroupOwner(config.kafka().clients(), config.replica().requestTimeout())) {
      String derived = config.replica().applicationId();
      Optional<String> former = config.replica().formerApplicationId();
      String control =
          groups.choose(APPLICATION_ID, derived, former, "", topics.control(), plain.control());
      if (control.equals(derived)) {
        control =
            groups.choose(
                APPLICATION_ID, derived, former, INTAKE, topics.feedback(), plain.feedback());
      }
      groups.requireOwn(APPLICATION_ID, control, topics.control()::equals);
      groups.requireOwn(APPLICATION_ID, control + INTAKE, topics.feedback()::equals);
      return new TrainerGroups(
          control,
          config
              .replica()
              .watchedGroup()
              .map(
                  group ->
                      groups.choose(
                          "watch.application.id",
                          group,
                          config.replica().formerWatchedGroup(),
                          "",
                          topics.images(),
                          plain.images())));
    }
  }
}
