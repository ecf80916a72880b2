/** What an installation needs, computed from measured figures. Knows no Kafka. */
package io.afterimage.cli.sizing;
