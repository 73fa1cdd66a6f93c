import FGCore
import Testing

struct KernelReleaseTests {
    @Test(arguments: [
        ("5.14.0-503.el9.x86_64", "5.14.0-503.11.1.el9_5.x86_64"), ("6.1.0-9-amd64", "6.1.0-10-amd64"),
        ("6.12.38+deb13-cloud-amd64", "6.12.38+deb13.1-cloud-amd64"),
        ("6.8.0-99-generic", "6.8.0-100-generic"),
        ("6.17.0-0.rc5.43.fc43.x86_64", "6.17.0-1.fc43.x86_64"), ("6.1.0-9-amd64", "6.1.0-9-cloud-amd64"),
    ])
    func `a newer kernel comes after an older one`(_ older: String, _ newer: String) {
        #expect(KernelRelease(older) < KernelRelease(newer))
        #expect(!(KernelRelease(newer) < KernelRelease(older)))
    }
}
