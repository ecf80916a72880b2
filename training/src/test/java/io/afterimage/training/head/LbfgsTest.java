package io.afterimage.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LbfgsTest {

  private static final Lbfgs.Stop EXACT = (iteration, value, squared) -> squared < 1e-18;

  @Test
  void shouldFindTheMinimumOfRosenbrocksValley() {
    Lbfgs.Objective rosenbrock =
        (x, gradient) -> {
          double a = 1 - x[0];
          double b = x[1] - x[0] * x[0];
          gradient[0] = -2 * a - 400 * x[0] * b;
          gradient[1] = 200 * b;
          return a * a + 100 * b * b;
        };
    double[] start = {-1.2, 1};

    Lbfgs.Minimum minimum = new Lbfgs(rosenbrock, EXACT).minimise(start);

    assertThat(minimum.point()).containsExactly(new double[] {1, 1}, within(1e-8));
    // Nocedal and Wright's figures for BFGS are 34 iterations from here.
    assertThat(minimum.iterations()).isLessThan(60);
    assertThat(start).containsExactly(-1.2, 1);
  }

  /** Curvatures from 1 to 10,000; the minimum is known. */
  @Test
  void shouldFindTheMinimumOfAnIllConditionedBowl() {
    int size = 200;
    Lbfgs.Objective bowl =
        (x, gradient) -> {
          double value = 0;
          for (int i = 0; i < size; i++) {
            double curvature = Math.pow(10, 4.0 * i / (size - 1));
            double distance = x[i] - Math.sin(i);
            gradient[i] = curvature * distance;
            value += curvature * distance * distance / 2;
          }
          return value;
        };

    Lbfgs.Minimum minimum =
        new Lbfgs(bowl, (iteration, value, squared) -> squared < 1e-8).minimise(new double[size]);

    assertThat(minimum.value()).isLessThan(1e-8);
    // SciPy's L-BFGS-B, with ten pairs too, takes 676 from here to a gradient of 1e-4.
    assertThat(minimum.iterations()).isLessThan(900);
  }

  @Test
  void shouldStopWhereRoundingLetsNothingImprove() {
    Lbfgs.Objective coarse =
        (x, gradient) -> {
          gradient[0] = x[0];
          return (float) (1e6 + x[0] * x[0] / 2);
        };

    Lbfgs.Minimum minimum =
        new Lbfgs(coarse, (iteration, value, squared) -> squared == 0).minimise(new double[] {3});

    assertThat(minimum.point()[0]).isCloseTo(0, within(0.5));
  }

  @Test
  void shouldTakeStepsThatSatisfyTheWolfeConditions() {
    Lbfgs.Objective quartic =
        (x, gradient) -> {
          gradient[0] = 4 * Math.pow(x[0] - 3, 3);
          return Math.pow(x[0] - 3, 4);
        };
    for (double first : new double[] {1e-3, 1, 50}) {
      WolfeSearch search = new WolfeSearch(quartic, new double[] {0}, 81, -108, new double[] {1});

      assertThat(search.run(first)).isTrue();

      double step = search.point()[0];
      assertThat(search.value()).isLessThanOrEqualTo(81 - 1e-4 * step * 108);
      assertThat(Math.abs(search.gradient()[0])).isLessThanOrEqualTo(0.9 * 108);
    }
  }
}
