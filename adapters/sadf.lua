-- SPDX-License-Identifier: BSD-2-Clause
-- sysstat: sadf -x.  See sadf.md.

-- What only repeats the traffic of a card that is listed as well, or never leaves the host.
local virtual = "'lo'|'bond*'|'team*'|'br[0-9]*'|'br-*'|'virbr*'|'docker*'|'veth*'|'vnet*'|'tap*'|'tun*'"
	.. "|'wg*'|'vmbr*'|'fwbr*'|'fwpr*'|'fwln*'|'ovs-*'|'cni*'|'cali*'|'flannel*'|'lxc*'|'dummy*'|'ifb*'|'*.[0-9]*'"

-- Partitions, and what lies on disks that are listed as well.
local layered = "'[shv]d[a-z]*[0-9]'|'xvd[a-z]*[0-9]'|'nvme*p[0-9]*'|'mmcblk*p[0-9]*'|'dm-*'|'md[0-9]*'|'loop*'"
	.. "|'ram*'|'zram*'|'sr[0-9]*'|'cciss/*p[0-9]*'|'dev7-*'|'dev9-*'|'dev25[234]-*'"

adapter "sadf" {
	title = "sysstat, sadf -x",
	format = "xml",
	root = "sysstat",
	records = {
		{
			name = "samples", at = "host/statistics/timestamp", is = "sample",
			-- utc="1" up to sysstat 12.6, tz="UTC" later; with sadf -t it is the host's
			-- own time, and the source has to say which zone that is.
			time = {
				{ join = { "@date", "@time" }, with = " ", when = "@utc='1'", zone = "UTC" },
				{ join = { "@date", "@time" }, with = " ", when = "@tz='UTC'|'GMT'", zone = "UTC" },
				{ join = { "@date", "@time" }, with = " " },
			},
			interval = "@interval",
			fields = {
				name = "^host/@nodename",
				threads = "^host/number-of-cpus",
				-- All that is not idle: waiting for I/O and stolen time are busy here.
				cpu = { "cpu-load/cpu[@number='all']/@idle", "cpu-load-all/cpu[@number='all']/@idle",
					scale = -1, offset = 100 },
				memory = "memory/memused-percent",
				-- sysstat's kB is 1024 bytes.
				receive = { sum = { "network/net-dev[@iface!~" .. virtual .. "]/@rxkB" }, unit = "KiB/s" },
				transmit = { sum = { "network/net-dev[@iface!~" .. virtual .. "]/@txkB" }, unit = "KiB/s" },
				read = { sum = { "disk/disk-device[@dev!~" .. layered .. "]/@rkB" }, unit = "KiB/s" },
				write = { sum = { "disk/disk-device[@dev!~" .. layered .. "]/@wkB" }, unit = "KiB/s" },
			},
		},
	},
}
