// A hospital's system that shares nothing with us: the npm package simple-hl7 builds the messages, sends them and reads the answers.
// node sender.js PORT; prints for each message what MSA and ERR of its answer say, then ends.
const hl7 = require("simple-hl7");

const messages = [
    admit("1", "A01", "4711", "Example", "Ada", "19501231"),
    admit("2", "A04", "4712", "Other", "Bo", "19600229"),
    admit("3", "A08", "4711", "Newname", "Ada", "19501231"),
    admit("4", "A08", "4711", "Newname", "Ada", "31.12.1950"),
    merge("5", "4713", "4712"),
    admit("3", "A08", "4711", "Late", "Ada", "19501231"),
    admit("6", "A99", "4711", "Late", "Ada", "19501231"),
];

function header(id, event, structure) {
    return new hl7.Message(
        "ADT1", "HOSPITAL", "MEDEDGE", "DIALYSIS", "20260301120000", "", ["ADT", event, structure], id, "P", "2.5");
}

function admit(id, event, number, family, given, born) {
    const message = header(id, event, "ADT_A01");
    message.addSegment("EVN", event, "20260301120000");
    message.addSegment("PID", "1", "", [number, "", "", "HOSP", "MR"], "", [family, given], "", born, "F");
    message.addSegment("PV1", "1", "O");
    return message;
}

function merge(id, survivor, former) {
    const message = header(id, "A40", "ADT_A39");
    message.addSegment("EVN", "A40", "20260301120000");
    message.addSegment("PID", "1", "", [survivor, "", "", "HOSP", "MR"], "", ["Other", "Bo"], "", "19600229", "M");
    message.addSegment("MRG", [former, "", "", "HOSP", "MR"]);
    return message;
}

const client = hl7.Server.createTcpClient({ host: "127.0.0.1", port: Number(process.argv[2]), keepalive: true });

function send(at) {
    if (at === messages.length) {
        process.exit(0);
    }
    client.send(messages[at], (error, ack) => {
        if (error) {
            console.error(String(error));
            process.exit(1);
        }
        const msa = ack.getSegment("MSA");
        const err = ack.getSegment("ERR");
        const fault = err ? " " + err.getComponent(3, 1) + " " + err.getComponent(5, 1) : "";
        console.log(msa.getComponent(2, 1) + " " + msa.getComponent(1, 1) + fault);
        // the library sends the next one only once this has returned
        setImmediate(() => send(at + 1));
    });
}

send(0);
