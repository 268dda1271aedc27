// A Neo4j 5 with Bolt on loopback, for development and tests; needs Java 17.
//
//   java ... -cp '.neo4j/lib/*' scripts/neo4j/Neo4jServer.java HOME PORT [FLAG...]
//
// HOME keeps the data. Flags:
//   auth       asks for a sign-in, first as neo4j/neo4j, whose password must then be changed
//   parent     stops when standard input ends, so as not to outlive who started it
//   temporary  removes HOME at the end
//
// Prints "ready PORT" when Bolt answers; stops on SIGTERM.

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;

public class Neo4jServer {
  public static void main(String[] args) throws Exception {
    var address = new SocketAddress("127.0.0.1", Integer.parseInt(args[1]));
    var flags = List.of(args).subList(2, args.length);
    var server = new DatabaseManagementServiceBuilder(Path.of(args[0]))
        .setConfig(BoltConnector.enabled, true)
        .setConfig(BoltConnector.listen_address, address)
        .setConfig(BoltConnector.advertised_address, address)
        .setConfig(GraphDatabaseSettings.auth_enabled, flags.contains("auth"))
        .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.parse(System.getProperty("pagecache", "512m")))
        // Statements name their indexes: a plan made for few rows is the plan for many.
        .setConfig(GraphDatabaseSettings.query_statistics_divergence_threshold, 1.0)
        .setConfig(GraphDatabaseSettings.cypher_min_replan_interval, Duration.ofHours(1))
        .build();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      server.shutdown();
      if (flags.contains("temporary")) remove(Path.of(args[0]));
    }));
    System.out.println("ready " + args[1]);
    if (flags.contains("parent")) {
      while (System.in.read() >= 0) { }
      System.exit(0);
    }
    Thread.currentThread().join();
  }

  private static void remove(Path home) {
    try (var paths = Files.walk(home)) {
      paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      System.err.println("cannot remove " + home + ": " + e);
    }
  }
}
