/* A Modbus machine that shares nothing with us: libmodbus answers, this file only holds its registers.
 * "libmodbus-server tcp PORT" or "libmodbus-server rtu DEVICE" (19200 baud, no parity: a pseudo terminal has none); says "listening" when it is ready. */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **words)
{
    if (count != 3) {
        return 2;
    }
    int rtu = strcmp(words[1], "rtu") == 0;
    modbus_t *machine = rtu ? modbus_new_rtu(words[2], 19200, 'N', 8, 1) : modbus_new_tcp("127.0.0.1", atoi(words[2]));
    modbus_mapping_t *cells = modbus_mapping_new(32, 32, 32, 32);
    if (machine == NULL || cells == NULL) {
        return 1;
    }
    cells->tab_registers[4] = 1234;                  /* infusion rate, 0.1 mL/h */
    cells->tab_input_registers[7] = (uint16_t)-125;  /* line pressure, 0.1 mm[Hg] */
    cells->tab_input_registers[10] = 0x4240;         /* 1,000,000 drops, low word first */
    cells->tab_input_registers[11] = 0x000f;
    modbus_set_slave(machine, 1);

    int listener = -1;
    if (rtu) {
        if (modbus_connect(machine) != 0) {
            return 1;
        }
    } else {
        listener = modbus_tcp_listen(machine, 1);
    }
    puts("listening");
    fflush(stdout);
    if (!rtu) {
        modbus_tcp_accept(machine, &listener);
    }
    uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
    for (;;) {
        int length = modbus_receive(machine, query);
        if (length > 0) {
            modbus_reply(machine, query, length, cells);
            cells->tab_registers[4]++;               /* every answer can be told from the one before */
        } else if (length < 0 && !rtu) {
            modbus_close(machine);
            modbus_tcp_accept(machine, &listener);
        }
    }
}
