/** What the dashboards and rules of {@code infra} show, asked of a real Prometheus. */
package io.afterimage.benchmarks.dashboards;
