// A Modbus machine that shares nothing with us: the npm package modbus-serial answers, this file only holds its registers.
// node server.js PORT; says "listening" when it is ready; what is written to a holding register stays.
const { ServerTCP } = require("modbus-serial");

const holding = new Uint16Array(32);
const input = new Uint16Array(32);
holding[4] = 1234; // infusion rate, 0.1 mL/h
new DataView(input.buffer).setInt16(2 * 7, -125, true); // line pressure, 0.1 mm[Hg]; this array is little-endian, the wire is not
input[10] = 0x4240; // volume in drops, 32 bits, low word first: 1,000,000
input[11] = 0x000f;

const server = new ServerTCP(
    {
        getHoldingRegister: (address) => holding[address],
        getInputRegister: (address) => input[address],
        setRegister: (address, value) => {
            holding[address] = value;
        },
    },
    { host: "127.0.0.1", port: Number(process.argv[2]), debug: false, unitID: 1 },
);
server.on("initialized", () => console.log("listening"));
server.on("serverError", (error) => {
    console.error(String(error));
    process.exit(1);
});
