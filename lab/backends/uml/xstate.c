/*
 * Preloaded into user-mode Linux 6.1, this mends two of its habits.
 *
 * ptrace: lets it run on processors whose register state is larger than it knows (Intel AMX): the host refuses
 * PTRACE_SETREGSET of NT_X86_XSTATE unless the whole state is given ("ptrace set fp regs failed, errno = 14").
 * The call is padded with zeros up to the host's size. The features beyond are off for guests anyway: a process must
 * ask for AMX, and the guest's kernel grants no such wish.
 *
 * execvp: a guest's reboot executes the kernel anew, with the old one's sockets still open, so that it cannot bind its
 * network links again ("l2tpv3_open : could not bind socket err=98"). They are closed on the way.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

/* Static, because the callers' stacks are small; user-mode Linux calls from one thread. */
static char state[1 << 16];
static size_t size;

long ptrace(enum __ptrace_request request, ...)
{
	static long (*real)(enum __ptrace_request, ...);
	va_list arguments;
	va_start(arguments, request);
	pid_t pid = va_arg(arguments, pid_t);
	void *address = va_arg(arguments, void *);
	void *data = va_arg(arguments, void *);
	va_end(arguments);
	if (!real)
		real = dlsym(RTLD_NEXT, "ptrace");
	if (request != PTRACE_SETREGSET || address != (void *)NT_X86_XSTATE)
		return real(request, pid, address, data);

	struct iovec *given = data;
	if (!size) {
		struct iovec whole = { state, sizeof(state) };
		if (real(PTRACE_GETREGSET, pid, address, &whole) < 0)
			return -1;
		size = whole.iov_len;
	}
	if (given->iov_len >= size)
		return real(request, pid, address, data);
	memcpy(state, given->iov_base, given->iov_len);
	memset(state + given->iov_len, 0, size - given->iov_len);
	struct iovec padded = { state, size };
	return real(request, pid, address, &padded);
}

int execvp(const char *file, char *const arguments[])
{
	int (*real)(const char *, char *const[]) = dlsym(RTLD_NEXT, "execvp");
	long end = sysconf(_SC_OPEN_MAX);
	for (int fd = STDERR_FILENO + 1; fd < end && fd < 4096; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return real(file, arguments);
}
