package dev.signalbox.server.bench;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a Java process tells of itself. */
final class Attached implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    /* The other side is a process that the benchmark itself started. */
    @SuppressWarnings("BanJNDI")
    Attached(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                this.connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException unable) {
            throw new IOException(unable);
        }
        this.beans = connector.getMBeanServerConnection();
    }

    /** Loads an agent into a process that the benchmark started, and calls it. */
    static void load(long pid, Path agent, String argument) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgent(agent.toString(), argument);
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException unable) {
            throw new IOException(unable);
        }
    }

    /** How many bytes all threads have allocated, those that ended included. */
    long allocatedBytes() {
        return (Long) attribute("java.lang:type=Threading", "TotalThreadAllocatedBytes");
    }

    long heapUsed() {
        return memory("HeapMemoryUsage", "used");
    }

    long heapCommitted() {
        return memory("HeapMemoryUsage", "committed");
    }

    long nonHeapCommitted() {
        return memory("NonHeapMemoryUsage", "committed");
    }

    /** The bytes of direct buffers that Java itself made. */
    long directBuffers() {
        return (Long) attribute("java.nio:type=BufferPool,name=direct", "MemoryUsed");
    }

    int threads() {
        return (Integer) attribute("java.lang:type=Threading", "ThreadCount");
    }

    /** Collects all garbage. */
    void collect() {
        try {
            beans.invoke(new ObjectName("java.lang:type=Memory"), "gc", null, null);
        } catch (JMException unable) {
            throw new IllegalStateException(unable);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private long memory(String attribute, String key) {
        return (Long) ((CompositeData) attribute("java.lang:type=Memory", attribute)).get(key);
    }

    private Object attribute(String bean, String name) {
        try {
            return beans.getAttribute(new ObjectName(bean), name);
        } catch (JMException unknown) {
            throw new IllegalStateException(unknown);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
