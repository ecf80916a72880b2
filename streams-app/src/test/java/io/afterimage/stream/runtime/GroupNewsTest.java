package io.afterimage.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.service.News;
import io.afterimage.testkit.LogLines;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class GroupNewsTest {

  private final GroupNews news = new GroupNews();

  private static ConsumerGroupDescription group(GroupState state, int members) {
    return new ConsumerGroupDescription(
        "afterimage-stream",
        false,
        IntStream.range(0, members).mapToObj(GroupNewsTest::member).toList(),
        "stream",
        GroupType.CLASSIC,
        state,
        Node.noNode(),
        Set.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static MemberDescription member(int number) {
    return new MemberDescription(
        "member-" + number,
        Optional.empty(),
        Optional.empty(),
        "client",
        "/10.0.0." + number / 2,
        new MemberAssignment(Set.of()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void shouldTellWhenAnInstanceJoinsAndWhenOneLeaves() {
    try (LogLines lines = new LogLines(News.LOGGER)) {
      news.look(group(GroupState.STABLE, 2));
      news.look(group(GroupState.PREPARING_REBALANCE, 3));
      news.look(group(GroupState.STABLE, 4));
      news.look(group(GroupState.STABLE, 4));
      news.look(group(GroupState.STABLE, 2));

      assertThat(lines.lines())
          .containsExactly(
              "instance joined threads=\"4\" before=\"2\" hosts=\"[10.0.0.0, 10.0.0.1]\"",
              "instance left threads=\"2\" before=\"4\" hosts=\"[10.0.0.0]\"");
    }
  }
}
