import FGCore
import Testing

struct ErrorCodeTests {
    @Test func `every code has its own word`() {
        #expect(Set(FGError.Code.all.map(\.word)).count == FGError.Code.all.count)
    }

    @Test(arguments: [
        (FGError.Code.usage, Int32(2)), (.denied, 3), (.unverified, 4), (.unavailable, 5), (.cancelled, 130),
        (.failed, 1), (.notFound, 1),
    ])
    func `a code maps to its exit status`(code: FGError.Code, status: Int32) {
        #expect(code.exitStatus == status)
    }
}
