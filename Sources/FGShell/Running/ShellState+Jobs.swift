import FGCore
import FGLanguage

extension ShellState {
    var backgroundCount: Int { jobs.count }

    /// Says which background jobs ended, a line each.
    func showNotices() {
        for notice in jobs.takeNotices() where !mode.isQuiet {
            output.note(VisibleText.escaped(notice) + "\n")
        }
    }

    /// Waits at a batch's end for its background jobs; gives the worst status of all.
    func finishJobs(after status: Int32) async -> Int32 {
        await jobs.wait()
        showNotices()
        return leaving ?? max(status, jobs.status)
    }

    /// Whether the shell may end: asks while background jobs run, and ends them then.
    func mayLeave() async -> Bool {
        let count = jobs.count
        guard count > 0, canAsk, signals.ending == nil, leaving != Output.readerGone else {
            return await endJobs()
        }
        let what = (count == 1 ? "1 operation runs" : "\(count) operations run") + " in the background"
        let answer = await signals.waiting { [self] in
            (try? await ask("leave and cancel \(count == 1 ? "it" : "them")?", about: 1, showing: .text(what)))
                ?? false
        }
        guard answer == true else {
            stay()
            lastStatus = 0
            return false
        }
        return await endJobs()
    }

    private func endJobs() async -> Bool {
        jobs.cancel()
        _ = await signals.waiting { [self] in await jobs.wait() }
        showNotices()
        return true
    }
}
