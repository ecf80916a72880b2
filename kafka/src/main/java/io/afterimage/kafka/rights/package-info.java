/** What each service must be allowed to do on the brokers, and nothing more. */
package io.afterimage.kafka.rights;
