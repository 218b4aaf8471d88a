package io.mededge.infra.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;

/** How Artemis is set up: durable, bounded in memory and on disk, MQTT only. */
final class Artemis {
    /** Larger packets are refused; the CONNACK says so. */
    static final int MAX_PACKET_BYTES = 1 << 20;

    static final String ACCEPTOR = "mqtt";
    static final int MAX_CONNECTIONS = 1_000;
    /** All queues together keep this much in memory, the rest is on disk. */
    private static final long MAX_MEMORY_BYTES = 16L << 20;
    /** One topic filter's backlog on disk; then publishers are refused, so that an unread subscription cannot fill the disk. */
    private static final long MAX_PAGED_BYTES = 512L << 20;

    private static final int PAGE_BYTES = 1 << 20;
    private static final int JOURNAL_FILE_BYTES = 4 << 20;
    private static final int JOURNAL_FILES = 2;
    private static final int THREADS = 8;

    private Artemis() {}

    /** Not yet started. */
    static EmbeddedActiveMQ server(BrokerConfig config) throws Exception {
        var server = new EmbeddedActiveMQ().setConfiguration(configuration(config));
        config.tls().ifPresent(tls -> server.setSecurityManager(new CertificateSecurity()));
        return server;
    }

    private static Configuration configuration(BrokerConfig config) throws Exception {
        var configuration = new ConfigurationImpl()
                .setName("mededge-broker")
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDatasync(true)
                .setJournalFileSize(JOURNAL_FILE_BYTES)
                .setJournalMinFiles(JOURNAL_FILES)
                .setJournalDirectory(folder(config.data(), "journal"))
                .setBindingsDirectory(folder(config.data(), "bindings"))
                .setPagingDirectory(folder(config.data(), "paging"))
                .setLargeMessagesDirectory(folder(config.data(), "large-messages"))
                .setGlobalMaxSize(MAX_MEMORY_BYTES)
                .setThreadPoolMaxSize(THREADS)
                .setScheduledThreadPoolMaxSize(2)
                .setMqttSessionScanInterval(1_000)
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(config.tls().isPresent())
                // its key is the user name that the client claims, which says nothing here
                .setAuthorizationCacheSize(0)
                .addAcceptorConfiguration(acceptor(config))
                .addAddressSetting("#", addresses());
        if (config.tls().isPresent()) {
            configuration.setIncomingInterceptorClassNames(List.of(ConnectGuard.class.getName()));
        }
        return configuration;
    }

    private static String folder(Path data, String name) {
        return data.resolve(name).toAbsolutePath().toString();
    }

    private static AddressSettings addresses() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setDefaultAddressRoutingType(RoutingType.MULTICAST)
                .setDefaultQueueRoutingType(RoutingType.MULTICAST)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageSizeBytes(PAGE_BYTES)
                .setPageLimitBytes(MAX_PAGED_BYTES)
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL);
    }

    private static TransportConfiguration acceptor(BrokerConfig config) {
        var transport = new HashMap<String, Object>(Map.of(
                "host",
                config.host(),
                "port",
                config.port(),
                "protocols",
                "MQTT",
                "tcpNoDelay",
                true,
                "useEpoll",
                false,
                "remotingThreads",
                2,
                "connectionsAllowed",
                MAX_CONNECTIONS));
        config.tls()
                .ifPresent(tls -> transport.putAll(Map.of(
                        "sslEnabled",
                        true,
                        "needClientAuth",
                        true,
                        "enabledProtocols",
                        "TLSv1.3",
                        "keyStoreType",
                        "PKCS12",
                        "keyStorePath",
                        tls.keyStore().toString(),
                        "keyStorePassword",
                        tls.password(),
                        "trustStoreType",
                        "PKCS12",
                        "trustStorePath",
                        tls.trustStore().toString(),
                        "trustStorePassword",
                        tls.password())));
        Map<String, Object> mqtt = Map.of("maximumPacketSize", MAX_PACKET_BYTES);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), transport, ACCEPTOR, mqtt);
    }
}
