package io.afterimage.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

class OptionalTopicTest {

  private static boolean mayBeWritten(Set<AclOperation> allowed) {
    return OptionalTopic.mayBeWritten(new TopicDescription("runs", false, List.of(), allowed));
  }

  @Test
  void shouldKnowWhetherItMayBeWritten() {
    assertThat(mayBeWritten(Set.of(AclOperation.READ, AclOperation.WRITE))).isTrue();
    assertThat(mayBeWritten(Set.of(AclOperation.READ))).isFalse();
  }

  @Test
  void shouldTakeItForWritableWhereTheBrokersDoNotTell() {
    assertThat(mayBeWritten(null)).isTrue();
  }
}
