import FGCore
import FGMachine
import Testing

struct MachineConfigurationTests {
    private func configuration() -> MachineConfiguration {
        var configuration = MachineConfiguration(
            folder: "/m",
            disks: [.init("/m/disk.qcow2", format: "qcow2")]
        )
        configuration.processors = 2
        configuration.memory = ByteCount(512 << 20)
        return configuration
    }

    /// The values that follow an option, in order.
    private func values(of option: String, in arguments: [String]) -> [String] {
        zip(arguments, arguments.dropFirst()).filter { $0.0 == option }.map(\.1)
    }

    @Test func `processors, memory and accelerator become options`() throws {
        let arguments = try configuration().arguments()
        #expect(values(of: "-smp", in: arguments) == ["2"])
        #expect(values(of: "-m", in: arguments) == ["512"])
        #expect(values(of: "-accel", in: arguments) == ["tcg,thread=multi"])
    }

    @Test func `the format of each disk is named`() throws {
        var configuration = configuration()
        configuration.disks.append(.init("/m/seed.img", format: "raw", isReadOnly: true))
        let drives = values(of: "-drive", in: try configuration.arguments())
        #expect(drives[0].hasPrefix("file=/m/disk.qcow2,format=qcow2,if=virtio,"))
        #expect(drives[1] == "file=/m/seed.img,format=raw,if=virtio,readonly=on")
    }

    @Test func `a comma in a path cannot start another option`() throws {
        let folder: FilePath = "/a,readonly=off"
        let configuration = MachineConfiguration(
            folder: folder,
            disks: [.init(folder / "d,x", format: "raw")]
        )
        let drives = values(of: "-drive", in: try configuration.arguments())
        #expect(drives[0].hasPrefix("file=/a,,readonly=off/d,,x,format=raw"))
    }

    @Test func `an isolated machine is reached on its forwarded ports only`() throws {
        var configuration = configuration()
        configuration.forwards = [PortForward(guest: 22), PortForward(host: 8080, guest: 80)]
        #expect(
            values(of: "-netdev", in: try configuration.arguments()) == [
                "user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:0-:22,hostfwd=tcp:127.0.0.1:8080-:80"
            ]
        )
    }

    @Test func `credentials travel as base64 in SMBIOS strings, sorted by name`() throws {
        var configuration = configuration()
        configuration.credentials = ["b": [1, 2, 3], "a": Array("x".utf8)]
        #expect(
            values(of: "-smbios", in: try configuration.arguments()) == [
                "type=11,value=io.systemd.credential.binary:a=eA==",
                "type=11,value=io.systemd.credential.binary:b=AQID",
            ]
        )
    }

    @Test func `a credential that no SMBIOS table holds is refused`() throws {
        var configuration = configuration()
        configuration.credentials = ["big": [UInt8](repeating: 0, count: 60 << 10)]
        #expect(throws: FGError.self) { try configuration.arguments() }
    }

    @Test(arguments: [(0, Int64(1) << 30), (256, 1 << 30), (1, 1 << 20), (-1, 1 << 30)])
    func `numbers that QEMU would refuse are errors`(processors: Int, memory: Int64) {
        var configuration = configuration()
        configuration.processors = processors
        configuration.memory = ByteCount(memory)
        #expect(throws: FGError.self) { try configuration.arguments() }
    }

    @Test func `UEFI gets its program read-only and variables of its own`() async throws {
        try await TemporaryFolder.with { folder in
            var configuration = MachineConfiguration(folder: folder, disks: [])
            configuration.firmware = .uefi
            let drives = values(of: "-drive", in: try configuration.arguments())
            #expect(drives[0].contains("readonly=on"))
            #expect(drives[1].hasSuffix("file=\(folder)/uefi-variables.fd"))
            #expect((folder / "uefi-variables.fd").exists)
        }
    }

    @Test func `the monitor's list of forwards is read, other lines are not`() {
        let text = """
            Hub -1 (net0):\r
              Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r
              TCP[HOST_FORWARD]  14       127.0.0.1 39479       10.0.2.15    22     0     0\r
              TCP[ESTABLISHED]   15       127.0.0.1 39479       10.0.2.15    22     0     0\r
            """
        #expect(PortForward.parse(usernet: text) == [PortForward(host: 39479, guest: 22)])
        #expect(PortForward.parse(usernet: "").isEmpty)
    }

    @Test func `guest files become lines of tmpfiles with quoted paths and encoded content`() {
        let text = String(
            decoding: GuestFile.credential([
                GuestFile("/run/x", .folder, mode: 0o700),
                GuestFile("/run/a \"%b", .file(Array("hi".utf8)), owner: "u", group: "g"),
            ]),
            as: UTF8.self
        )
        #expect(
            text == """
                d "/run/x" 0700 root root - -
                f+~ "/run/a \\"%%b" 0644 u g - aGk=

                """
        )
    }
}
